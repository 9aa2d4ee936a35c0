use super::matrix::{PANEL, Words};
use std::arch::x86_64::{
    __m256i, _mm256_add_epi32, _mm256_load_si256, _mm256_madd_epi16, _mm256_set1_epi32, _mm256_setzero_si256, _mm256_storeu_si256,
};

/// Rows a tile: with two vectors of outputs they fill eight accumulators.
const TILE: usize = 4;

/// Products of 16-bit numbers, pairs added into 32 bits: nothing saturates, since no number is above 128.
#[target_feature(enable = "avx2")]
pub(super) fn sums(panel: &[Words], rows: &[i16], stride: usize, sums: &mut [[i32; PANEL]]) {
    let (tiles, rest) = sums.as_chunks_mut::<TILE>();
    let (whole, last) = rows.split_at(tiles.len() * TILE * stride);
    for (values, sums) in whole.chunks_exact(TILE * stride).zip(tiles) {
        tile(panel, values, stride, sums);
    }
    for (values, sums) in last.chunks_exact(stride).zip(rest) {
        tile::<1>(panel, values, stride, std::array::from_mut(sums));
    }
}

#[target_feature(enable = "avx2")]
#[inline]
#[allow(clippy::cast_ptr_alignment, reason = "the stores need no alignment")]
fn tile<const ROWS: usize>(panel: &[Words], values: &[i16], stride: usize, sums: &mut [[i32; PANEL]; ROWS]) {
    assert!(values.len() >= ROWS * stride && stride >= panel.len() * 2, "a tile's rows are whole");
    let mut totals = [[_mm256_setzero_si256(); 2]; ROWS];
    for (at, line) in panel.iter().enumerate() {
        // SAFETY: a line is 64 bytes, aligned to 64.
        let (left, right) = unsafe {
            let line = std::ptr::from_ref(line).cast::<__m256i>();
            (_mm256_load_si256(line), _mm256_load_si256(line.add(1)))
        };
        for (row, total) in totals.iter_mut().enumerate() {
            // SAFETY: `row * stride + at * 2 + 1` is below `values.len()`, asserted above.
            let pair = unsafe { values.as_ptr().add(row * stride + at * 2).cast::<i32>().read_unaligned() };
            let pair = _mm256_set1_epi32(pair);
            total[0] = _mm256_add_epi32(total[0], _mm256_madd_epi16(pair, left));
            total[1] = _mm256_add_epi32(total[1], _mm256_madd_epi16(pair, right));
        }
    }
    for (sums, total) in sums.iter_mut().zip(totals) {
        // SAFETY: a row of sums holds 16 numbers.
        unsafe {
            let to = std::ptr::from_mut(sums).cast::<__m256i>();
            _mm256_storeu_si256(to, total[0]);
            _mm256_storeu_si256(to.add(1), total[1]);
        }
    }
}
