use super::matrix::{Bytes, PANEL};
use std::arch::x86_64::{
    __m512i, _mm512_dpbusd_epi32, _mm512_load_si512, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_setzero_si512, _mm512_storeu_epi32,
    _mm512_sub_epi32, _mm512_xor_si512,
};

/// Rows a tile: enough accumulators to hide the latency of the dot product.
const TILE: usize = 12;

/// Dot products of four bytes. The instruction wants one side unsigned: weights are shifted up by 128, and 128 times the sum of a row's
/// activations is taken off again.
#[target_feature(enable = "avx512f,avx512vnni")]
pub(super) fn sums(panel: &[Bytes], rows: &[i8], row_sums: &[i32], sums: &mut [[i32; PANEL]]) {
    let stride = rows.len() / sums.len().max(1);
    let mut at = 0;
    let (tiles, rest) = sums.as_chunks_mut::<TILE>();
    for sums in tiles {
        tile(panel, &rows[at * stride..(at + TILE) * stride], &row_sums[at..at + TILE], sums);
        at += TILE;
    }
    let (tiles, rest) = rest.as_chunks_mut::<4>();
    for sums in tiles {
        tile(panel, &rows[at * stride..(at + 4) * stride], &row_sums[at..at + 4], sums);
        at += 4;
    }
    for sums in rest {
        tile::<1>(panel, &rows[at * stride..(at + 1) * stride], &row_sums[at..=at], std::array::from_mut(sums));
        at += 1;
    }
}

#[target_feature(enable = "avx512f,avx512vnni")]
#[inline]
fn tile<const ROWS: usize>(panel: &[Bytes], rows: &[i8], row_sums: &[i32], sums: &mut [[i32; PANEL]; ROWS]) {
    let stride = rows.len() / ROWS;
    assert!(stride >= panel.len() * 4, "rows are as wide as the panel");
    // `w ^ 0x80`, read as unsigned, is `w + 128`.
    let shift = _mm512_set1_epi8(-128);
    let mut totals = [_mm512_setzero_si512(); ROWS];
    for (at, line) in panel.iter().enumerate() {
        // SAFETY: a line is 64 bytes, aligned to 64.
        let weights = _mm512_xor_si512(unsafe { _mm512_load_si512(std::ptr::from_ref(line).cast::<__m512i>()) }, shift);
        for (row, total) in totals.iter_mut().enumerate() {
            // SAFETY: `at * 4 + 3` is below `stride`, asserted above, and there are `ROWS` times `stride` numbers.
            let four = unsafe { rows.as_ptr().add(row * stride + at * 4).cast::<i32>().read_unaligned() };
            *total = _mm512_dpbusd_epi32(*total, weights, _mm512_set1_epi32(four));
        }
    }
    for ((sums, total), &row_sum) in sums.iter_mut().zip(totals).zip(row_sums) {
        let exact = _mm512_sub_epi32(total, _mm512_set1_epi32(row_sum * 128));
        // SAFETY: a row of sums is 64 bytes; the store needs no alignment.
        unsafe { _mm512_storeu_epi32(sums.as_mut_ptr(), exact) };
    }
}
