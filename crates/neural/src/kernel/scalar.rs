use super::matrix::{Bytes, PANEL};

/// The reference: what every other path must equal.
pub(super) fn sums(panel: &[Bytes], rows: &[i8], stride: usize, sums: &mut [[i32; PANEL]]) {
    for (row, sums) in rows.chunks_exact(stride.max(1)).zip(sums) {
        *sums = [0; PANEL];
        for (line, four) in panel.iter().zip(row.chunks_exact(4)) {
            for (sum, weights) in sums.iter_mut().zip(line.0.chunks_exact(4)) {
                *sum += four.iter().zip(weights).map(|(&a, &w)| i32::from(a) * i32::from(w)).sum::<i32>();
            }
        }
    }
}
