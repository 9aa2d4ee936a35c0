use super::{Processor, floats};

/// Rows of activations as numbers of −127…127, each row with its own scale.
pub(crate) struct Rows {
    pub(super) processor: Processor,
    width: usize,
    /// Row after row, padded with zeros to a multiple of four; for processors that read bytes.
    pub(super) bytes: Vec<i8>,
    /// The same in 16 bits, for processors that read those; for others one row on its way to bytes.
    pub(super) words: Vec<i16>,
    /// The sum of each row of bytes.
    pub(super) sums: Vec<i32>,
    /// A number times its row's scale is the activation.
    pub(super) scales: Vec<f32>,
}

impl Rows {
    /// None yet.
    pub(crate) const fn new(processor: Processor) -> Self {
        Self { processor, width: 0, bytes: Vec::new(), words: Vec::new(), sums: Vec::new(), scales: Vec::new() }
    }

    /// Puts these rows in the place of what was there.
    pub(crate) fn quantise(&mut self, activations: &[f32], width: usize) {
        let count = self.reset(width, activations.len().checked_div(width).unwrap_or(0));
        let stride = self.stride();
        for (row, activations) in activations.chunks_exact(width.max(1)).take(count).enumerate() {
            let to = row * stride..row * stride + width;
            if self.processor.is_wide() {
                self.scales[row] = floats::quantise(activations, &mut self.words[to]);
            } else {
                self.words.resize(width, 0);
                self.scales[row] = floats::quantise(activations, &mut self.words);
                self.bytes[to].iter_mut().zip(&self.words).for_each(|(byte, &word)| *byte = word as i8);
                self.sums[row] = self.words.iter().copied().map(i32::from).sum();
            }
        }
    }

    /// Rows that were quantised before.
    pub(crate) fn stored(processor: Processor, width: usize, numbers: &[i8], scales: &[f32]) -> Self {
        let mut rows = Self::new(processor);
        rows.reset(width, scales.len());
        let stride = rows.stride();
        rows.scales.copy_from_slice(scales);
        for (row, numbers) in numbers.chunks_exact(width.max(1)).take(scales.len()).enumerate() {
            let to = row * stride..row * stride + width;
            if processor.is_wide() {
                rows.words[to].iter_mut().zip(numbers).for_each(|(word, &number)| *word = i16::from(number));
            } else {
                rows.bytes[to].copy_from_slice(numbers);
                rows.sums[row] = numbers.iter().copied().map(i32::from).sum();
            }
        }
        rows
    }

    /// Appends all rows to those stored elsewhere.
    pub(crate) fn store(&self, numbers: &mut Vec<i8>, scales: &mut Vec<f32>) {
        scales.extend_from_slice(&self.scales);
        if self.processor.is_wide() {
            numbers.extend(self.words.chunks_exact(self.stride().max(1)).flat_map(|row| row[..self.width].iter().map(|&n| n as i8)));
        } else {
            numbers.extend(self.bytes.chunks_exact(self.stride().max(1)).flat_map(|row| row[..self.width].iter().copied()));
        }
    }

    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.scales.len()
    }

    /// The scale of every row.
    pub(crate) fn scales(&self) -> &[f32] {
        &self.scales
    }

    pub(super) const fn stride(&self) -> usize {
        self.width.next_multiple_of(4)
    }

    fn reset(&mut self, width: usize, count: usize) -> usize {
        // Every number of a row is overwritten; only padding must be zero, and that of rows of one width stays so.
        let (size, same) = (count * width.next_multiple_of(4), self.width == width || width.is_multiple_of(4));
        self.width = width;
        if self.processor.is_wide() {
            refill(&mut self.words, size, same);
        } else {
            refill(&mut self.bytes, size, same);
            self.sums.resize(count, 0);
        }
        self.scales.resize(count, 0.0);
        count
    }
}

fn refill<T: Copy + Default>(numbers: &mut Vec<T>, size: usize, keep: bool) {
    if !keep {
        numbers.clear();
    }
    numbers.resize(size, T::default());
}
