use super::matrix::{Bytes, PANEL};
use std::arch::aarch64::{
    vdupq_n_s32, vget_low_s8, vld1q_s8, vmull_high_s8, vmull_s8, vpadalq_s16, vpaddq_s32, vreinterpretq_s8_s32, vst1q_s32,
};

/// Rows a tile: two rows of 16 outputs take 16 of the 32 registers.
const TILE: usize = 2;

/// Products of bytes in 16 bits (no number is above 128, so a product fits), pairs added into 32 bits.
#[target_feature(enable = "neon")]
pub(super) fn sums(panel: &[Bytes], rows: &[i8], stride: usize, sums: &mut [[i32; PANEL]]) {
    let (tiles, rest) = sums.as_chunks_mut::<TILE>();
    let (whole, last) = rows.split_at(tiles.len() * TILE * stride);
    for (values, sums) in whole.chunks_exact(TILE * stride).zip(tiles) {
        tile(panel, values, stride, sums);
    }
    for (values, sums) in last.chunks_exact(stride).zip(rest) {
        tile::<1>(panel, values, stride, std::array::from_mut(sums));
    }
}

#[target_feature(enable = "neon")]
#[inline]
fn tile<const ROWS: usize>(panel: &[Bytes], values: &[i8], stride: usize, sums: &mut [[i32; PANEL]; ROWS]) {
    assert!(values.len() >= ROWS * stride && stride >= panel.len() * 4, "a tile's rows are whole");
    // Of every four outputs, the first two and the last two; an output's four inputs in two halves.
    let mut totals = [[[vdupq_n_s32(0); 2]; 4]; ROWS];
    for (at, line) in panel.iter().enumerate() {
        // SAFETY: a line is 64 bytes.
        let weights: [_; 4] = std::array::from_fn(|i| unsafe { vld1q_s8(line.0.as_ptr().add(i * 16)) });
        for (row, totals) in totals.iter_mut().enumerate() {
            // SAFETY: `row * stride + at * 4 + 3` is below `values.len()`, asserted above.
            let four = unsafe { values.as_ptr().add(row * stride + at * 4).cast::<i32>().read_unaligned() };
            let four = vreinterpretq_s8_s32(vdupq_n_s32(four));
            for (total, &weights) in totals.iter_mut().zip(&weights) {
                total[0] = vpadalq_s16(total[0], vmull_s8(vget_low_s8(weights), vget_low_s8(four)));
                total[1] = vpadalq_s16(total[1], vmull_high_s8(weights, four));
            }
        }
    }
    for (sums, totals) in sums.iter_mut().zip(totals) {
        for (to, total) in sums.chunks_exact_mut(4).zip(totals) {
            // SAFETY: the chunk holds four numbers.
            unsafe { vst1q_s32(to.as_mut_ptr(), vpaddq_s32(total[0], total[1])) };
        }
    }
}
