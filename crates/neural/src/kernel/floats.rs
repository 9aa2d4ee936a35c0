//! The float parts. Each is written once, in plain Rust, and compiled for the wider vectors too; since nothing is fused or reordered, all
//! give the same bits.

use super::PANEL;

/// Numbers side by side: reductions keep eight partial results and join them in one fixed tree.
pub(super) const LANES: usize = 8;

/// Compiles a function also for processors with 256-bit vectors, and takes that one where it runs.
macro_rules! wide {
    ($($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? $body:block)+) => {$(
        $(#[$meta])*
        $vis fn $name($($arg: $type),*) $(-> $out)? {
            #[inline(always)]
            #[allow(clippy::inline_always, reason = "it must be compiled anew for each kind of vector")]
            fn body($($arg: $type),*) $(-> $out)? $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $type),*) $(-> $out)? {
                    body($($arg),*)
                }
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: just asked.
                    return unsafe { avx2($($arg),*) };
                }
            }
            body($($arg),*)
        }
    )+};
}
pub(super) use wide;

wide! {
    /// From sums to outputs of a linear layer: `sum · row scale · weight scale + bias`. `outputs` begins at the panel's first output of the
    /// first row; rows are `stride` apart, and `columns` of the panel are real.
    pub(crate) fn finish(
        sums: &[[i32; PANEL]],
        rows: &[f32],
        layer: (&[f32; PANEL], &[f32; PANEL]),
        outputs: &mut [f32],
        shape: (usize, usize),
    ) {
        let ((scales, bias), (stride, columns)) = (layer, shape);
        for ((sums, &row), outputs) in sums.iter().zip(rows).zip(outputs.chunks_mut(stride)) {
            match outputs.first_chunk_mut::<PANEL>() {
                Some(outputs) if columns == PANEL => {
                    for i in 0..PANEL {
                        outputs[i] = sums[i] as f32 * row * scales[i] + bias[i];
                    }
                }
                _ => {
                    for (i, output) in outputs.iter_mut().take(columns).enumerate() {
                        *output = sums[i] as f32 * row * scales[i] + bias[i];
                    }
                }
            }
        }
    }

    /// Quantises a row to bytes; gives its scale.
    pub(super) fn quantise_bytes(row: &[f32], to: &mut [i8]) -> f32 {
        let largest = largest(row);
        let inverse = inverse(largest);
        for (to, &x) in to.iter_mut().zip(row) {
            *to = quantised(x, inverse) as i8;
        }
        largest / 127.0
    }

    /// Quantises a row to 16-bit numbers; gives its scale.
    pub(super) fn quantise_words(row: &[f32], to: &mut [i16]) -> f32 {
        let largest = largest(row);
        let inverse = inverse(largest);
        for (to, &x) in to.iter_mut().zip(row) {
            *to = quantised(x, inverse) as i16;
        }
        largest / 127.0
    }

    /// Adds `more`, then normalises each row of `width` to mean 0 and variance 1, times `weight` plus `bias`.
    pub(crate) fn add_and_norm(rows: &mut [f32], more: &[f32], weight: &[f32], bias: &[f32], eps: f32) {
        let width = weight.len();
        for (row, more) in rows.chunks_exact_mut(width).zip(more.chunks_exact(width)) {
            let mut sums = [0.0; LANES];
            for (x, m) in row.chunks_exact_mut(LANES).zip(more.chunks_exact(LANES)) {
                for i in 0..LANES {
                    x[i] += m[i];
                    sums[i] += x[i];
                }
            }
            let mean = joined(sums) / width as f32;
            let mut squares = [0.0; LANES];
            for x in row.chunks_exact(LANES) {
                for i in 0..LANES {
                    let off = x[i] - mean;
                    squares[i] += off * off;
                }
            }
            let scale = 1.0 / (joined(squares) / width as f32 + eps).sqrt();
            for ((x, &w), &b) in row.iter_mut().zip(weight).zip(bias) {
                *x = (*x - mean) * scale * w + b;
            }
        }
    }

    /// The Gaussian error linear unit of every number.
    pub(crate) fn gelu_all(numbers: &mut [f32]) {
        for x in numbers {
            *x = gelu(*x);
        }
    }

    /// `to = gelu(a + b)`.
    pub(crate) fn gelu_of_sum(a: &[f32], b: &[f32], to: &mut [f32]) {
        for ((to, &a), &b) in to.iter_mut().zip(a).zip(b) {
            *to = gelu(a + b);
        }
    }

    /// `to += more · factor`.
    pub(crate) fn add_scaled(to: &mut [f32], more: &[f32], factor: f32) {
        for (to, &more) in to.iter_mut().zip(more) {
            *to += more * factor;
        }
    }

    /// The sum of products, in four times eight lanes.
    pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
        let (mut lanes, mut rest) = ([[0.0; LANES]; 4], 0.0);
        let (a, a_rest) = a.as_chunks::<{ 4 * LANES }>();
        let (b, b_rest) = b.as_chunks::<{ 4 * LANES }>();
        for (a, b) in a.iter().zip(b) {
            for (part, lanes) in lanes.iter_mut().enumerate() {
                for i in 0..LANES {
                    lanes[i] += a[part * LANES + i] * b[part * LANES + i];
                }
            }
        }
        for (&a, &b) in a_rest.iter().zip(b_rest) {
            rest += a * b;
        }
        let mut sums = [0.0; LANES];
        for i in 0..LANES {
            sums[i] = (lanes[0][i] + lanes[1][i]) + (lanes[2][i] + lanes[3][i]);
        }
        joined(sums) + rest
    }

    /// Turns scores into probabilities.
    pub(crate) fn softmax(row: &mut [f32]) {
        let sum = exponentials(row);
        for x in row {
            *x /= sum;
        }
    }
}

/// Turns scores into logarithms of probabilities.
pub(crate) fn log_softmax(row: &mut [f32], scratch: &mut Vec<f32>) {
    scratch.clear();
    scratch.extend_from_slice(row);
    let top = row.iter().fold(f32::NEG_INFINITY, |top, &x| if x > top { x } else { top });
    let least = top + ln(all_exponentials(scratch));
    for x in row {
        *x -= least;
    }
}

wide! {
    fn all_exponentials(row: &mut [f32]) -> f32 {
        exponentials(row)
    }
}

/// Puts `exp(x − largest)` in the place of each number; gives their sum.
#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled with its caller, for each kind of vector")]
pub(super) fn exponentials(row: &mut [f32]) -> f32 {
    let mut tops = [f32::NEG_INFINITY; LANES];
    let (chunks, rest) = row.as_chunks_mut::<LANES>();
    for chunk in chunks.iter() {
        for i in 0..LANES {
            tops[i] = if chunk[i] > tops[i] { chunk[i] } else { tops[i] };
        }
    }
    let mut top = f32::NEG_INFINITY;
    for &x in tops.iter().chain(rest.iter()) {
        top = if x > top { x } else { top };
    }
    let mut sums = [0.0; LANES];
    for chunk in chunks {
        for i in 0..LANES {
            chunk[i] = exp(chunk[i] - top);
            sums[i] += chunk[i];
        }
    }
    let mut sum = joined(sums);
    for x in rest {
        *x = exp(*x - top);
        sum += *x;
    }
    sum
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled with its caller, for each kind of vector")]
fn joined(lanes: [f32; LANES]) -> f32 {
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled with its caller, for each kind of vector")]
fn largest(row: &[f32]) -> f32 {
    let mut tops = [0.0f32; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for i in 0..LANES {
            let x = chunk[i].abs();
            tops[i] = if x > tops[i] { x } else { tops[i] };
        }
    }
    tops.iter().copied().chain(rest.iter().map(|x| x.abs())).fold(0.0, |top, x| if x > top { x } else { top })
}

fn inverse(largest: f32) -> f32 {
    if largest > 0.0 { 127.0 / largest } else { 0.0 }
}

/// Rounds half away from zero.
#[inline(always)]
#[allow(clippy::inline_always, reason = "compiled with its caller, for each kind of vector")]
fn quantised(x: f32, inverse: f32) -> i32 {
    let scaled = x * inverse;
    let moved = scaled + 0.5f32.copysign(scaled);
    let above = if moved > -127.0 { moved } else { -127.0 };
    let within = if above < 127.0 { above } else { 127.0 };
    // SAFETY: not a number has become −127 above; the rest is within −127…127.
    unsafe { within.to_int_unchecked() }
}

/// `e` to the power of `x`, for `x` up to 0 (above 88 it stays there), within two units in the last place.
#[inline(always)]
#[allow(clippy::inline_always, clippy::excessive_precision, reason = "compiled with its caller; coefficients as they were found")]
pub(super) fn exp(x: f32) -> f32 {
    // Adding it rounds a small number to a whole one, which then stands in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let x = if x > -87.0 { x } else { -87.0 };
    let x = if x < 88.0 { x } else { 88.0 };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let rest = (x - whole * 0.693_359_375) - whole * -2.121_944_4e-4;
    let power = 1.987_569_1e-4;
    let power = power * rest + 1.398_199_9e-3;
    let power = power * rest + 8.333_452e-3;
    let power = power * rest + 4.166_579_6e-2;
    let power = power * rest + 1.666_666_5e-1;
    let power = power * rest + 5.000_000_1e-1;
    let power = power * (rest * rest) + rest + 1.0;
    power * f32::from_bits((shifted.to_bits() << 23).wrapping_add(127 << 23))
}

/// `x` times the probability that a normal variable is below it; the polynomial in `x²` was fitted to the error function, within 6e-6.
#[inline(always)]
#[allow(clippy::inline_always, clippy::excessive_precision, reason = "compiled with its caller; coefficients as they were found")]
fn gelu(x: f32) -> f32 {
    const LIMIT: f32 = 4.949_747_5;
    const COEFFICIENTS: [f32; 12] = [
        -1.201_652_11e-3,
        3.048_327_52e-3,
        -3.075_523_77e-3,
        4.495_593_72e-3,
        -1.014_995_11e-2,
        1.664_906_37e-2,
        -2.308_174_60e-2,
        3.109_718_86e-2,
        -4.049_332_81e-2,
        5.189_631_88e-2,
        -7.095_974_68e-2,
        1.427_905_11e-1,
    ];
    let near = if x > -LIMIT { x } else { -LIMIT };
    let near = if near < LIMIT { near } else { LIMIT };
    let t = near * near * 0.081_632_653 - 1.0;
    let mut sum = COEFFICIENTS[0];
    for &coefficient in &COEFFICIENTS[1..] {
        sum = sum * t + coefficient;
    }
    x * (0.5 + near * sum)
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
