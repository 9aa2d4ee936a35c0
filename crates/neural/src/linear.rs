use crate::ModelError;
use crate::kernel::{Matrix, PANEL, Processor, Rows, floats};
use crate::weights::File;

/// Rows whose sums are kept before they become outputs; what a processor's nearest memory holds beside a panel of weights.
const BLOCK: usize = 48;

/// A linear layer with bias: weights as small integers with a scale an output.
pub(crate) struct Linear {
    matrix: Matrix,
    outputs: usize,
    /// Scale and bias of every output, padded to whole panels.
    scales: Vec<[f32; PANEL]>,
    bias: Vec<[f32; PANEL]>,
}

impl Linear {
    /// Reads `<name>.weight` and `<name>.bias`; `outputs` none: as many as the file has.
    pub(crate) fn read(file: &File, processor: Processor, name: &str, outputs: Option<usize>, inputs: usize) -> Result<Self, ModelError> {
        Self::read_all(file, processor, &[name], outputs, inputs)
    }

    /// Reads several layers with the same inputs as one, their outputs side by side.
    pub(crate) fn read_all(
        file: &File,
        processor: Processor,
        names: &[&str],
        outputs: Option<usize>,
        inputs: usize,
    ) -> Result<Self, ModelError> {
        let (mut weights, mut scales, mut bias) = (Vec::new(), Vec::new(), Vec::new());
        for name in names {
            let (these, their_scales) = file.integers(&format!("{name}.weight"), outputs, inputs)?;
            bias.extend(file.floats(&format!("{name}.bias"), &[their_scales.len()])?);
            weights.extend_from_slice(these);
            scales.extend(their_scales);
        }
        Ok(Self { matrix: Matrix::pack(processor, &weights, inputs), outputs: scales.len(), scales: panels(&scales), bias: panels(&bias) })
    }

    /// How many outputs it has.
    pub(crate) const fn outputs(&self) -> usize {
        self.outputs
    }

    /// The outputs for every row, row after row.
    pub(crate) fn apply(&self, rows: &Rows, to: &mut Vec<f32>) {
        to.resize(rows.len() * self.outputs, 0.0);
        self.apply_into(rows, to);
    }

    /// The same, into a place of that size.
    pub(crate) fn apply_into(&self, rows: &Rows, to: &mut [f32]) {
        let mut sums = [[0; PANEL]; BLOCK];
        for begin in (0..rows.len()).step_by(BLOCK) {
            let end = (begin + BLOCK).min(rows.len());
            for panel in 0..self.matrix.panels() {
                let sums = &mut sums[..end - begin];
                self.matrix.sums(panel, rows, begin..end, sums);
                let at = begin * self.outputs + panel * PANEL;
                let shape = (self.outputs, PANEL.min(self.outputs - panel * PANEL));
                floats::finish(sums, &rows.scales()[begin..end], (&self.scales[panel], &self.bias[panel]), &mut to[at..], shape);
            }
        }
    }
}

fn panels(numbers: &[f32]) -> Vec<[f32; PANEL]> {
    let padded = numbers.chunks(PANEL).map(|chunk| std::array::from_fn(|i| chunk.get(i).copied().unwrap_or(0.0)));
    padded.collect()
}
