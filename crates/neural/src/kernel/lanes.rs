//! Eight numbers side by side: plain ones, and those of a processor. All operations are those of IEEE 754 on each number alone, so that
//! all give the same bits; there is no fused multiply-add here.
#![allow(clippy::inline_always, reason = "the instructions are compiled within functions that may use them")]

use std::ops::{Add, Mul, Sub};

/// How many numbers there are.
pub(super) const LANES: usize = 8;

/// Eight numbers.
pub(super) trait Lanes: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> {
    fn splat(x: f32) -> Self;
    fn load(from: &[f32; LANES]) -> Self;
    fn store(self, to: &mut [f32; LANES]);
    /// Whole numbers as floats.
    fn of_whole(from: &[i32; LANES]) -> Self;
    /// `self > other ? self : other`: where one is not a number, `other`.
    fn max(self, other: Self) -> Self;
    /// `self < other ? self : other`.
    fn min(self, other: Self) -> Self;
    fn abs(self) -> Self;
    /// One half, with the sign of each.
    fn half(self) -> Self;
    /// Two to the power of the whole number in the lowest bits.
    fn power_of_two(self) -> Self;
    /// Cut to whole numbers; all must be small ones.
    fn whole(self) -> [i16; LANES];

    /// The sum of all, in a fixed tree.
    #[inline(always)]
    fn sum(self) -> f32 {
        let mut x = [0.0; LANES];
        self.store(&mut x);
        ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]))
    }

    /// The largest of all.
    #[inline(always)]
    fn largest(self) -> f32 {
        let mut x = [0.0; LANES];
        self.store(&mut x);
        x.into_iter().fold(f32::NEG_INFINITY, |top, x| if x > top { x } else { top })
    }
}

/// Plain numbers: the reference.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "64-bit Arm always has its own")]
pub(super) struct Plain([f32; LANES]);

impl Plain {
    #[inline(always)]
    #[allow(dead_code, reason = "as above")]
    fn each(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        Self(std::array::from_fn(|i| f(self.0[i], other.0[i])))
    }
}

impl Add for Plain {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.each(other, |a, b| a + b)
    }
}

impl Sub for Plain {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.each(other, |a, b| a - b)
    }
}

impl Mul for Plain {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.each(other, |a, b| a * b)
    }
}

impl Lanes for Plain {
    #[inline(always)]
    fn splat(x: f32) -> Self {
        Self([x; LANES])
    }
    #[inline(always)]
    fn load(from: &[f32; LANES]) -> Self {
        Self(*from)
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        *to = self.0;
    }
    #[inline(always)]
    fn of_whole(from: &[i32; LANES]) -> Self {
        Self(from.map(|x| x as f32))
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.each(other, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        self.each(other, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.map(f32::abs))
    }
    #[inline(always)]
    fn half(self) -> Self {
        Self(self.0.map(|x| 0.5f32.copysign(x)))
    }
    #[inline(always)]
    fn power_of_two(self) -> Self {
        Self(self.0.map(|x| f32::from_bits((x.to_bits() << 23).wrapping_add(127 << 23))))
    }
    #[inline(always)]
    fn whole(self) -> [i16; LANES] {
        self.0.map(|x| x as i16)
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) use x86::Avx2;

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{Add, LANES, Lanes, Mul, Sub};
    use std::arch::x86_64::{
        __m256, _mm_packs_epi32, _mm_storeu_si128, _mm256_add_epi32, _mm256_add_ps, _mm256_and_ps, _mm256_andnot_ps, _mm256_castps_si256,
        _mm256_castsi256_ps, _mm256_castsi256_si128, _mm256_cvtepi32_ps, _mm256_cvttps_epi32, _mm256_extracti128_si256, _mm256_loadu_ps,
        _mm256_loadu_si256, _mm256_max_ps, _mm256_min_ps, _mm256_mul_ps, _mm256_or_ps, _mm256_set1_epi32, _mm256_set1_ps,
        _mm256_slli_epi32, _mm256_storeu_ps, _mm256_sub_ps,
    };

    /// A 256-bit register. It is made only within functions compiled for processors that have them.
    #[derive(Clone, Copy)]
    pub(in crate::kernel) struct Avx2(__m256);

    // SAFETY, of every block below: only functions chosen where the processor has AVX2 use this type; loads and stores are of references.
    impl Add for Avx2 {
        type Output = Self;
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            Self(unsafe { _mm256_add_ps(self.0, other.0) })
        }
    }

    impl Sub for Avx2 {
        type Output = Self;
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            Self(unsafe { _mm256_sub_ps(self.0, other.0) })
        }
    }

    impl Mul for Avx2 {
        type Output = Self;
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            Self(unsafe { _mm256_mul_ps(self.0, other.0) })
        }
    }

    impl Lanes for Avx2 {
        #[inline(always)]
        fn splat(x: f32) -> Self {
            Self(unsafe { _mm256_set1_ps(x) })
        }
        #[inline(always)]
        fn load(from: &[f32; LANES]) -> Self {
            Self(unsafe { _mm256_loadu_ps(from.as_ptr()) })
        }
        #[inline(always)]
        fn store(self, to: &mut [f32; LANES]) {
            unsafe { _mm256_storeu_ps(to.as_mut_ptr(), self.0) }
        }
        #[inline(always)]
        fn of_whole(from: &[i32; LANES]) -> Self {
            Self(unsafe { _mm256_cvtepi32_ps(_mm256_loadu_si256(from.as_ptr().cast())) })
        }
        #[inline(always)]
        fn max(self, other: Self) -> Self {
            Self(unsafe { _mm256_max_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn min(self, other: Self) -> Self {
            Self(unsafe { _mm256_min_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn abs(self) -> Self {
            Self(unsafe { _mm256_andnot_ps(_mm256_set1_ps(-0.0), self.0) })
        }
        #[inline(always)]
        fn half(self) -> Self {
            Self(unsafe { _mm256_or_ps(_mm256_and_ps(_mm256_set1_ps(-0.0), self.0), _mm256_set1_ps(0.5)) })
        }
        #[inline(always)]
        fn power_of_two(self) -> Self {
            Self(unsafe {
                _mm256_castsi256_ps(_mm256_add_epi32(_mm256_slli_epi32::<23>(_mm256_castps_si256(self.0)), _mm256_set1_epi32(127 << 23)))
            })
        }
        #[inline(always)]
        fn whole(self) -> [i16; LANES] {
            let mut to = [0; LANES];
            unsafe {
                let all = _mm256_cvttps_epi32(self.0);
                let packed = _mm_packs_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256::<1>(all));
                _mm_storeu_si128(to.as_mut_ptr().cast(), packed);
            }
            to
        }
    }
}

#[cfg(target_arch = "aarch64")]
pub(super) use arm::Neon;

#[cfg(target_arch = "aarch64")]
mod arm {
    use super::{Add, LANES, Lanes, Mul, Sub};
    use std::arch::aarch64::{
        float32x4_t, vabsq_f32, vaddq_f32, vaddq_s32, vbslq_f32, vcgtq_f32, vcltq_f32, vcombine_s16, vcvtq_f32_s32, vcvtq_s32_f32,
        vdupq_n_f32, vdupq_n_s32, vdupq_n_u32, vld1q_f32, vld1q_s32, vmovn_s32, vmulq_f32, vreinterpretq_f32_s32, vreinterpretq_s32_f32,
        vshlq_n_s32, vst1q_f32, vst1q_s16, vsubq_f32,
    };

    /// Two 128-bit registers.
    #[derive(Clone, Copy)]
    pub(in crate::kernel) struct Neon(float32x4_t, float32x4_t);

    // SAFETY, of every block below: 64-bit Arm always has these instructions; loads and stores are of references.
    impl Add for Neon {
        type Output = Self;
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            unsafe { Self(vaddq_f32(self.0, other.0), vaddq_f32(self.1, other.1)) }
        }
    }

    impl Sub for Neon {
        type Output = Self;
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            unsafe { Self(vsubq_f32(self.0, other.0), vsubq_f32(self.1, other.1)) }
        }
    }

    impl Mul for Neon {
        type Output = Self;
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            unsafe { Self(vmulq_f32(self.0, other.0), vmulq_f32(self.1, other.1)) }
        }
    }

    impl Lanes for Neon {
        #[inline(always)]
        fn splat(x: f32) -> Self {
            unsafe { Self(vdupq_n_f32(x), vdupq_n_f32(x)) }
        }
        #[inline(always)]
        fn load(from: &[f32; LANES]) -> Self {
            unsafe { Self(vld1q_f32(from.as_ptr()), vld1q_f32(from.as_ptr().add(4))) }
        }
        #[inline(always)]
        fn store(self, to: &mut [f32; LANES]) {
            unsafe {
                vst1q_f32(to.as_mut_ptr(), self.0);
                vst1q_f32(to.as_mut_ptr().add(4), self.1);
            }
        }
        #[inline(always)]
        fn of_whole(from: &[i32; LANES]) -> Self {
            unsafe { Self(vcvtq_f32_s32(vld1q_s32(from.as_ptr())), vcvtq_f32_s32(vld1q_s32(from.as_ptr().add(4)))) }
        }
        #[inline(always)]
        fn max(self, other: Self) -> Self {
            let max = |a, b| unsafe { vbslq_f32(vcgtq_f32(a, b), a, b) };
            Self(max(self.0, other.0), max(self.1, other.1))
        }
        #[inline(always)]
        fn min(self, other: Self) -> Self {
            let min = |a, b| unsafe { vbslq_f32(vcltq_f32(a, b), a, b) };
            Self(min(self.0, other.0), min(self.1, other.1))
        }
        #[inline(always)]
        fn abs(self) -> Self {
            unsafe { Self(vabsq_f32(self.0), vabsq_f32(self.1)) }
        }
        #[inline(always)]
        fn half(self) -> Self {
            let half = |x| unsafe { vbslq_f32(vdupq_n_u32(1 << 31), x, vdupq_n_f32(0.5)) };
            Self(half(self.0), half(self.1))
        }
        #[inline(always)]
        fn power_of_two(self) -> Self {
            let power =
                |x| unsafe { vreinterpretq_f32_s32(vaddq_s32(vshlq_n_s32::<23>(vreinterpretq_s32_f32(x)), vdupq_n_s32(127 << 23))) };
            Self(power(self.0), power(self.1))
        }
        #[inline(always)]
        fn whole(self) -> [i16; LANES] {
            let mut to = [0; LANES];
            unsafe { vst1q_s16(to.as_mut_ptr(), vcombine_s16(vmovn_s32(vcvtq_s32_f32(self.0)), vmovn_s32(vcvtq_s32_f32(self.1)))) };
            to
        }
    }
}

/// Compiles a function, generic over `L`, for plain numbers and for those of the processor, and takes the fastest that the machine has.
macro_rules! wide {
    ($($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? $body:block)+) => {$(
        $(#[$meta])*
        $vis fn $name($($arg: $type),*) $(-> $out)? {
            #[inline(always)]
            #[allow(clippy::inline_always, reason = "it must be compiled anew for each kind of vector")]
            fn body<L: Lanes>($($arg: $type),*) $(-> $out)? $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $type),*) $(-> $out)? {
                    body::<crate::kernel::lanes::Avx2>($($arg),*)
                }
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: just asked.
                    return unsafe { avx2($($arg),*) };
                }
                body::<crate::kernel::lanes::Plain>($($arg),*)
            }
            #[cfg(target_arch = "aarch64")]
            return body::<crate::kernel::lanes::Neon>($($arg),*);
            #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
            return body::<crate::kernel::lanes::Plain>($($arg),*);
        }
    )+};
}
pub(super) use wide;
