use super::matrix::{Bytes, PANEL};
use std::arch::x86_64::{
    __m512i, _mm512_dpbusd_epi32, _mm512_load_si512, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_setzero_si512, _mm512_storeu_si512, _mm512_sub_epi32,
    _mm512_xor_si512,
};

/// Rows a tile: enough accumulators to hide the latency of the dot product.
const TILE: usize = 12;

/// Dot products of four bytes. The instruction wants one side unsigned: weights are shifted up by 128, and 128 times the sum of the
/// activations is taken off again.
#[target_feature(enable = "avx512f,avx512vnni")]
pub(super) fn sums(panel: &[Bytes], rows: &[i8], stride: usize, sums: &mut [[i32; PANEL]]) {
    let (tiles, rest) = sums.as_chunks_mut::<TILE>();
    let (whole, last) = rows.split_at(tiles.len() * TILE * stride);
    for (values, sums) in whole.chunks_exact(TILE * stride).zip(tiles) {
        tile(panel, values, stride, sums);
    }
    let (tiles, rest) = rest.as_chunks_mut::<4>();
    let (whole, last) = last.split_at(tiles.len() * 4 * stride);
    for (values, sums) in whole.chunks_exact(4 * stride).zip(tiles) {
        tile(panel, values, stride, sums);
    }
    for (values, sums) in last.chunks_exact(stride).zip(rest) {
        tile::<1>(panel, values, stride, std::array::from_mut(sums));
    }
}

#[target_feature(enable = "avx512f,avx512vnni")]
#[inline]
fn tile<const ROWS: usize>(panel: &[Bytes], values: &[i8], stride: usize, sums: &mut [[i32; PANEL]; ROWS]) {
    assert!(values.len() >= ROWS * stride && stride >= panel.len() * 4, "a tile's rows are whole");
    // `w ^ 0x80`, read as unsigned, is `w + 128`.
    let shift = _mm512_set1_epi8(-128);
    let mut totals = [_mm512_setzero_si512(); ROWS];
    for (at, line) in panel.iter().enumerate() {
        // SAFETY: a line is 64 bytes, aligned to 64.
        let weights = _mm512_xor_si512(unsafe { _mm512_load_si512(line.0.as_ptr().cast::<__m512i>()) }, shift);
        for (row, total) in totals.iter_mut().enumerate() {
            // SAFETY: `row * stride + at * 4 + 3` is below `values.len()`, asserted above.
            let four = unsafe { values.as_ptr().add(row * stride + at * 4).cast::<i32>().read_unaligned() };
            *total = _mm512_dpbusd_epi32(*total, weights, _mm512_set1_epi32(four));
        }
    }
    for (row, (sums, total)) in sums.iter_mut().zip(totals).enumerate() {
        let shifted: i32 = values[row * stride..row * stride + panel.len() * 4].iter().map(|&a| i32::from(a)).sum();
        // SAFETY: a row of sums holds 16 numbers.
        unsafe { _mm512_storeu_si512(sums.as_mut_ptr().cast::<__m512i>(), _mm512_sub_epi32(total, _mm512_set1_epi32(shifted * 128))) };
    }
}
