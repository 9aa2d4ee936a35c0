//! The float parts. Each is written once over eight numbers at a time, and compiled for the processor's vectors too; what remains of a row
//! goes through the same steps, filled up to eight. Loops, not closures, around vectors: a closure is compiled on its own, without them.
#![allow(clippy::inline_always, reason = "compiled with their callers, for each kind of vector")]

use super::PANEL;
use super::lanes::{LANES, Lanes, wide};

wide! {
    /// From sums to outputs of a linear layer: `sum · row scale · weight scale + bias`. `outputs` begins at the panel's first output of the
    /// first row; of `shape`, rows are the first number apart, and so many columns of the panel as the second says are real.
    pub(crate) fn finish(
        sums: &[[i32; PANEL]],
        rows: &[f32],
        layer: (&[f32; PANEL], &[f32; PANEL]),
        outputs: &mut [f32],
        shape: (usize, usize),
    ) {
        let ((scales, bias), (stride, columns)) = (layer, shape);
        let ((scales, _), (bias, _)) = (scales.as_chunks::<LANES>(), bias.as_chunks::<LANES>());
        for ((sums, &row), outputs) in sums.iter().zip(rows).zip(outputs.chunks_mut(stride)) {
            let row = L::splat(row);
            let mut all = [[0.0; LANES]; PANEL / LANES];
            for (part, sums) in sums.as_chunks::<LANES>().0.iter().enumerate() {
                (L::of_whole(sums) * row * L::load(&scales[part]) + L::load(&bias[part])).store(&mut all[part]);
            }
            match outputs.first_chunk_mut::<PANEL>() {
                Some(outputs) if columns == PANEL => outputs.copy_from_slice(all.as_flattened()),
                _ => outputs.iter_mut().zip(all.as_flattened()).take(columns).for_each(|(output, &x)| *output = x),
            }
        }
    }

    /// Quantises a row to numbers of −127…127, rounded half away from zero; gives its scale.
    pub(super) fn quantise(row: &[f32], to: &mut [i16]) -> f32 {
        let (chunks, rest) = row.as_chunks::<LANES>();
        let (to_chunks, to_rest) = to.as_chunks_mut::<LANES>();
        let mut tops = L::load(&filled(rest, 0.0)).abs();
        for x in chunks {
            tops = L::load(x).abs().max(tops);
        }
        let largest = tops.largest();
        let inverse = L::splat(if largest > 0.0 { 127.0 / largest } else { 0.0 });
        for (x, to) in chunks.iter().zip(to_chunks) {
            *to = rounded(L::load(x) * inverse);
        }
        for (to, x) in to_rest.iter_mut().zip(rounded(L::load(&filled(rest, 0.0)) * inverse)) {
            *to = x;
        }
        largest / 127.0
    }

    /// Adds `more`, then normalises each row to mean 0 and variance 1, times `weight` plus `bias`; rows are as long as these, a multiple of
    /// eight.
    pub(crate) fn add_and_norm(rows: &mut [f32], more: &[f32], weight: &[f32], bias: &[f32], eps: f32) {
        let width = weight.len();
        let (weight, bias) = (weight.as_chunks::<LANES>().0, bias.as_chunks::<LANES>().0);
        for (row, more) in rows.chunks_exact_mut(width).zip(more.chunks_exact(width)) {
            let row = row.as_chunks_mut::<LANES>().0;
            let mut sums = L::splat(0.0);
            for (x, more) in row.iter_mut().zip(more.as_chunks::<LANES>().0) {
                let sum = L::load(x) + L::load(more);
                sum.store(x);
                sums = sums + sum;
            }
            let mean = L::splat(sums.sum() / width as f32);
            let mut squares = L::splat(0.0);
            for x in &*row {
                let off = L::load(x) - mean;
                squares = squares + off * off;
            }
            let scale = L::splat(1.0 / (squares.sum() / width as f32 + eps).sqrt());
            for ((x, w), b) in row.iter_mut().zip(weight).zip(bias) {
                ((L::load(x) - mean) * scale * L::load(w) + L::load(b)).store(x);
            }
        }
    }

    /// The Gaussian error linear unit of every number.
    pub(crate) fn gelu_all(numbers: &mut [f32]) {
        let (chunks, rest) = numbers.as_chunks_mut::<LANES>();
        for x in chunks {
            gelu(L::load(x)).store(x);
        }
        let mut last = filled(rest, 0.0);
        gelu(L::load(&last)).store(&mut last);
        rest.iter_mut().zip(last).for_each(|(to, x)| *to = x);
    }

    /// Adds `more` times `factor`.
    pub(crate) fn add_scaled(to: &mut [f32], more: &[f32], factor: f32) {
        for (to, &more) in to.iter_mut().zip(more) {
            *to += more * factor;
        }
    }

    /// The sum of products, in four times eight lanes.
    pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
        let mut sums = [L::splat(0.0); 4];
        let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<{ 4 * LANES }>(), b.as_chunks::<{ 4 * LANES }>());
        for (a, b) in a.iter().zip(b) {
            for (sum, (a, b)) in sums.iter_mut().zip(a.as_chunks().0.iter().zip(b.as_chunks().0)) {
                *sum = *sum + L::load(a) * L::load(b);
            }
        }
        let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
        ((sums[0] + sums[1]) + (sums[2] + sums[3])).sum() + rest
    }

    /// Turns scores into probabilities.
    pub(crate) fn softmax(row: &mut [f32]) {
        let share = 1.0 / exponentials::<L>(row);
        for x in row {
            *x *= share;
        }
    }

    fn sum_of_exponentials(row: &mut [f32]) -> f32 {
        exponentials::<L>(row)
    }
}

/// Turns scores into logarithms of probabilities.
pub(crate) fn log_softmax(row: &mut [f32], room: &mut Vec<f32>) {
    room.clear();
    room.extend_from_slice(row);
    let top = row.iter().fold(f32::NEG_INFINITY, |top, &x| if x > top { x } else { top });
    let whole = top + ln(sum_of_exponentials(room));
    for x in row {
        *x -= whole;
    }
}

/// Puts `exp(x − largest)` in the place of each number; gives their sum.
#[inline(always)]
pub(super) fn exponentials<L: Lanes>(row: &mut [f32]) -> f32 {
    let (chunks, rest) = row.as_chunks_mut::<LANES>();
    let mut last = filled(rest, f32::NEG_INFINITY);
    let mut tops = L::load(&last);
    for x in &*chunks {
        tops = L::load(x).max(tops);
    }
    let top = L::splat(tops.largest());
    let mut sums = L::splat(0.0);
    for x in chunks {
        let power = exp(L::load(x) - top);
        power.store(x);
        sums = sums + power;
    }
    exp(L::load(&last) - top).store(&mut last);
    let mut sum = sums.sum();
    for (to, x) in rest.iter_mut().zip(last) {
        *to = x;
        sum += x;
    }
    sum
}

/// Rounded half away from zero, within −127…127; what is no number is −127.
#[inline(always)]
fn rounded<L: Lanes>(x: L) -> [i16; LANES] {
    (x + x.half()).max(L::splat(-127.0)).min(L::splat(127.0)).whole()
}

/// Eight numbers, the last of them `with` where there are fewer.
#[inline(always)]
fn filled(rest: &[f32], with: f32) -> [f32; LANES] {
    let mut all = [with; LANES];
    all.iter_mut().zip(rest).for_each(|(to, &x)| *to = x);
    all
}

/// `e` to the power of each, within two units in the last place; below −87 and above 88 as there.
#[inline(always)]
fn exp<L: Lanes>(x: L) -> L {
    // Adding it rounds a small number to a whole one, which then stands in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.max(L::splat(-87.0)).min(L::splat(88.0));
    let shifted = x * L::splat(std::f32::consts::LOG2_E) + L::splat(ROUND);
    let whole = shifted - L::splat(ROUND);
    // The logarithm of 2 in two parts, so that nothing is lost.
    let x = x - whole * L::splat(0.693_359_4) - whole * L::splat(-2.121_944_4e-4);
    // In pairs and pairs of pairs: a vector would wait long for a chain.
    let square = x * x;
    let low = line(x, 0.5, 1.666_666_5e-1) + line(x, 4.166_579_6e-2, 8.333_452e-3) * square;
    let sum = low + line(x, 1.398_199_9e-3, 1.987_569_1e-4) * (square * square);
    (sum * square + (x + L::splat(1.0))) * shifted.power_of_two()
}

/// Each times the probability that a normal variable is below it, within 6e-6; the polynomial in the square was fitted to the error function.
#[inline(always)]
fn gelu<L: Lanes>(x: L) -> L {
    const LIMIT: f32 = 4.949_747_5;
    let near = x.max(L::splat(-LIMIT)).min(L::splat(LIMIT));
    let t = near * near * L::splat(0.081_632_65) - L::splat(1.0);
    let (square, fourth) = (t * t, (t * t) * (t * t));
    let low = line(t, 1.427_905_1e-1, -7.095_975e-2) + line(t, 5.189_632e-2, -4.049_333e-2) * square;
    let middle = line(t, 3.109_718_9e-2, -2.308_174_6e-2) + line(t, 1.664_906_4e-2, -1.014_995_1e-2) * square;
    let high = line(t, 4.495_593_7e-3, -3.075_523_8e-3) + line(t, 3.048_327_5e-3, -1.201_652_1e-3) * square;
    x * (L::splat(0.5) + near * ((low + middle * fourth) + high * (fourth * fourth)))
}

/// `at + x · slope`.
#[inline(always)]
fn line<L: Lanes>(x: L, at: f32, slope: f32) -> L {
    L::splat(at) + x * L::splat(slope)
}

/// The natural logarithm, the same on every system; for positive numbers.
fn ln(x: f32) -> f32 {
    let bits = f64::from(x).to_bits();
    let (mut exponent, mut part) = ((bits >> 52) as i64 - 1023, f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52)));
    if part > std::f64::consts::SQRT_2 {
        part *= 0.5;
        exponent += 1;
    }
    let s = (part - 1.0) / (part + 1.0);
    let (square, mut power, mut sum) = (s * s, s, 0.0);
    for odd in 0..12 {
        sum += power / f64::from(2 * odd + 1);
        power *= square;
    }
    (2.0 * sum + exponent as f64 * std::f64::consts::LN_2) as f32
}
