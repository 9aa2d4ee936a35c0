use super::floats::{self, gelu_all, log_softmax, softmax};
use super::lanes::{LANES, Lanes, Plain};
use super::{Matrix, PANEL, Processor, Rows};

fn numbers(count: usize, seed: u64) -> Vec<i8> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Extremes are frequent: they are what saturates.
        match (state >> 33) % 5 {
            0 => 127,
            1 => -127,
            _ => (state >> 40) as i8,
        }
    };
    std::iter::repeat_with(next).take(count).collect()
}

#[test]
fn every_path_gives_the_same_sums() {
    for (inputs, outputs, count) in [(384, 48, 31), (1536, 16, 5), (90, 17, 13), (4, 1, 1), (7, 33, 49), (256, 6, 2)] {
        let weights = numbers(inputs * outputs, 7);
        let bytes: Vec<u8> = weights.iter().map(|&w| w as u8).collect();
        let activations: Vec<i8> = numbers(inputs * count, 9).into_iter().map(|a| a.max(-127)).collect();
        let exact = |row: usize, output: usize| -> i32 {
            (0..inputs).map(|i| i32::from(weights[output * inputs + i]) * i32::from(activations[row * inputs + i])).sum()
        };
        for processor in Processor::all() {
            let rows = Rows::stored(processor, inputs, &activations, &vec![1.0; count]);
            let matrix = Matrix::pack(processor, &bytes, inputs);
            for panel in 0..matrix.panels() {
                let mut sums = vec![[0; PANEL]; count];
                matrix.sums(panel, &rows, 0..count, &mut sums);
                for (row, sums) in sums.iter().enumerate() {
                    for (lane, &sum) in sums.iter().enumerate() {
                        let output = panel * PANEL + lane;
                        assert_eq!(sum, if output < outputs { exact(row, output) } else { 0 }, "{processor:?} {inputs} {outputs} {count}");
                    }
                }
            }
        }
    }
}

#[test]
fn rows_are_rounded_half_away_from_zero() {
    for processor in Processor::all() {
        let mut rows = Rows::new(processor);
        let (mut bytes, mut scales) = (Vec::new(), Vec::new());
        rows.quantise(&[127.0, 0.5, -0.5, 1.49, -63.5, 0.0, -0.0, 0.0, 0.0, 0.0, 1e-9, -1e-9], 6);
        rows.store(&mut bytes, &mut scales);
        assert_eq!(bytes, [127, 1, -1, 1, -64, 0, 0, 0, 0, 0, 127, -127]);
        rows.quantise(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1.0], 4);
        rows.quantise(&[], 4);
        assert_eq!(rows.len(), 0);
    }
}

#[test]
fn curves_are_near_the_true_ones() {
    let xs: Vec<f32> = (-8000..8000).map(|i| i as f32 / 1000.0).collect();
    let mut ours = xs.clone();
    gelu_all(&mut ours);
    // The normal distribution by its integral.
    let (mut below, step) = (0.0f64, 0.001);
    for (x, ours) in xs.iter().zip(&ours) {
        let true_one = f64::from(*x) * below;
        assert!((f64::from(*ours) - true_one).abs() < 2e-5, "{x}: {ours} {true_one}");
        let middle = f64::from(*x) + step / 2.0;
        below += step * (-middle * middle / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    }
    let scores: Vec<f32> = (0..101).map(|i| (i * 37 % 101) as f32 / 7.0).collect();
    let (mut shares, mut logs) = (scores.clone(), scores.clone());
    softmax(&mut shares);
    log_softmax(&mut logs, &mut Vec::new());
    let sum: f64 = scores.iter().map(|&x| f64::from(x).exp()).sum();
    for ((x, share), log) in scores.iter().zip(shares).zip(logs) {
        let true_one = f64::from(*x).exp() / sum;
        assert!((f64::from(share) / true_one - 1.0).abs() < 1e-5 && (f64::from(log) - true_one.ln()).abs() < 1e-5, "{x}");
    }
    let (a, b): (Vec<f32>, Vec<f32>) = (0..77).map(|i| (i as f32, 1.0 + i as f32)).unzip();
    assert!((floats::dot(&a, &b) - (0..77).map(|i| (i * (i + 1)) as f32).sum::<f32>()).abs() < 1.0);
}

/// Everything that eight numbers can do with eight others, to the bit.
fn lane_bits<L: Lanes>(a: &[f32; LANES], b: &[f32; LANES]) -> Vec<u32> {
    let (x, y) = (L::load(a), L::load(b));
    let small = x.max(L::splat(-127.0)).min(L::splat(127.0));
    let whole = small.whole().map(i32::from);
    let all = [x + y, x - y, x * y, x.max(y), x.min(y), x.abs(), x.half(), small, L::of_whole(&whole), x.power_of_two()];
    let mut bits = Vec::new();
    for numbers in all {
        let mut to = [0.0; LANES];
        numbers.store(&mut to);
        // A result that is no number is only that, whatever its bits.
        bits.extend(to.map(|x| if x.is_nan() { 0 } else { x.to_bits() }));
    }
    bits.extend([x.abs().sum(), x.largest()].map(|x| if x.is_nan() { 0 } else { x.to_bits() }));
    bits
}

#[test]
fn the_vectors_of_a_processor_compute_as_plain_numbers_do() {
    let strange = [
        0.0,
        -0.0,
        0.5,
        -0.5,
        1.49,
        126.5,
        -126.5,
        127.6,
        1e-40,
        -1e-40,
        3e38,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::NAN,
        12_582_912.0,
        0.3,
    ];
    for first in 0..strange.len() {
        let a: [f32; LANES] = std::array::from_fn(|i| strange[(first + i) % strange.len()]);
        for second in 0..strange.len() {
            let b: [f32; LANES] = std::array::from_fn(|i| strange[(second + 3 * i) % strange.len()]);
            let plain = lane_bits::<Plain>(&a, &b);
            #[cfg(target_arch = "x86_64")]
            if is_x86_feature_detected!("avx2") {
                assert_eq!(plain, lane_bits::<super::lanes::Avx2>(&a, &b), "{a:?} {b:?}");
            }
            #[cfg(target_arch = "aarch64")]
            assert_eq!(plain, lane_bits::<super::lanes::Neon>(&a, &b), "{a:?} {b:?}");
        }
    }
}
