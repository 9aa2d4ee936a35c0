//! How are the sums computed? The only module with `unsafe`.
//!
//! Integer products of a matrix of weights with rows of activations, exact and therefore equal on every path, and the float parts in a fixed
//! order: no fused multiply-add, reductions in eight lanes and one fixed tree, own polynomials for `exp` and `erf`. So a score has the same
//! bits on every processor.
#![allow(unsafe_code, reason = "vector instructions; every other module of the workspace is safe")]

pub(crate) mod attention;
#[cfg(target_arch = "x86_64")]
mod avx2;
pub(crate) mod floats;
mod lanes;
mod matrix;
#[cfg(target_arch = "aarch64")]
mod neon;
mod rows;
mod scalar;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod vnni;

pub(crate) use matrix::{Matrix, PANEL};
pub(crate) use rows::Rows;

/// A way to compute the integer sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Processor {
    /// Plain Rust: the reference.
    Scalar,
    /// 256-bit, products widened to 16 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512-bit with byte dot products.
    #[cfg(target_arch = "x86_64")]
    Vnni,
    /// 64-bit Arm.
    #[cfg(target_arch = "aarch64")]
    Neon,
}

impl Processor {
    /// The fastest that this machine has.
    pub(crate) fn here() -> Self {
        Self::all().pop().unwrap_or(Self::Scalar)
    }

    /// Those that this machine has, slowest first.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = vec![Self::Scalar];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                all.push(Self::Avx2);
            }
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni") {
                all.push(Self::Vnni);
            }
        }
        #[cfg(target_arch = "aarch64")]
        all.push(Self::Neon);
        all
    }

    /// Whether it reads activations as 16-bit numbers.
    const fn is_wide(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return matches!(self, Self::Avx2);
        #[cfg(not(target_arch = "x86_64"))]
        false
    }
}
