use super::{Processor, Rows, scalar};
use std::ops::Range;

/// Outputs computed together.
pub(crate) const PANEL: usize = 16;

/// Four inputs of the 16 outputs of a panel, an output's four side by side.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Bytes(pub(super) [i8; 64]);

/// Two inputs of the 16 outputs of a panel, an output's two side by side.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Words(pub(super) [i16; 32]);

/// Integer weights, laid out for the processor: panel by panel of 16 outputs, and within it by inputs. Missing outputs and inputs are zero.
pub(crate) struct Matrix {
    processor: Processor,
    panels: usize,
    /// Cache lines of a panel.
    lines: usize,
    bytes: Vec<Bytes>,
    words: Vec<Words>,
}

impl Matrix {
    /// Packs row-major weights, `inputs` signed bytes an output.
    pub(crate) fn pack(processor: Processor, weights: &[u8], inputs: usize) -> Self {
        let outputs = weights.len().checked_div(inputs).unwrap_or(0);
        let (panels, groups) = (outputs.div_ceil(PANEL), inputs.div_ceil(4));
        let lines = if processor.is_wide() { groups * 2 } else { groups };
        let mut matrix = Self { processor, panels, lines, bytes: Vec::new(), words: Vec::new() };
        if processor.is_wide() {
            matrix.words = vec![Words([0; 32]); panels * lines];
        } else {
            matrix.bytes = vec![Bytes([0; 64]); panels * lines];
        }
        for (output, row) in weights.chunks_exact(inputs.max(1)).enumerate() {
            let (first, lane) = (output / PANEL * lines, output % PANEL);
            if processor.is_wide() {
                for (line, pair) in matrix.words[first..first + lines].iter_mut().zip(row.chunks(2)) {
                    for (to, &weight) in line.0[lane * 2..].iter_mut().zip(pair) {
                        *to = i16::from(weight as i8);
                    }
                }
            } else {
                for (line, four) in matrix.bytes[first..first + lines].iter_mut().zip(row.chunks(4)) {
                    for (to, &weight) in line.0[lane * 4..].iter_mut().zip(four) {
                        *to = weight as i8;
                    }
                }
            }
        }
        matrix
    }

    /// How many groups of 16 outputs there are.
    pub(crate) const fn panels(&self) -> usize {
        self.panels
    }

    /// The exact sums of the 16 outputs of a panel for the rows of `range`, a row of `sums` each.
    ///
    /// # Panics
    /// Where rows and matrix are not of one width and processor: a mistake of this crate, never of its input.
    pub(crate) fn sums(&self, panel: usize, rows: &Rows, range: Range<usize>, sums: &mut [[i32; PANEL]]) {
        assert!(rows.processor == self.processor && range.end <= rows.len() && range.len() == sums.len(), "rows fit the matrix");
        let lines = panel * self.lines..(panel + 1) * self.lines;
        let stride = rows.stride();
        let values = range.start * stride..range.end * stride;
        match self.processor {
            Processor::Scalar => scalar::sums(&self.bytes[lines], &rows.bytes[values], stride, sums),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: this processor is chosen only where the machine has it.
            Processor::Avx2 => unsafe { super::avx2::sums(&self.words[lines], &rows.words[values], stride, sums) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Processor::Vnni => unsafe { super::vnni::sums(&self.bytes[lines], &rows.bytes[values], &rows.sums[range], sums) },
            #[cfg(target_arch = "aarch64")]
            // SAFETY: 64-bit Arm always has NEON.
            Processor::Neon => unsafe { super::neon::sums(&self.bytes[lines], &rows.bytes[values], stride, sums) },
        }
    }
}
