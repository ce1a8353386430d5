//! Time-based one-time codes (RFC 6238), as the platform wants them in `X-OTP` (contract 1.2).

use hmac::{Hmac, Mac};
use sha1::Sha1;

/// How long a code is the current one, in seconds.
const STEP: i64 = 30;
/// How many steps a clock may be off.
const WINDOW: i64 = 1;

/// A secret from which codes of six digits are made.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor(Box<[u8]>);

impl SecondFactor {
    /// A second factor with this secret.
    #[must_use]
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        Self(secret.into().into())
    }

    /// The code at a moment in seconds since 1970.
    #[must_use]
    pub fn code_at(&self, seconds: i64) -> String {
        self.code(seconds.div_euclid(STEP))
    }

    pub(crate) fn accepts(&self, code: Option<&str>, now: i64) -> bool {
        let step = now.div_euclid(STEP);
        code.is_some_and(|code| (step - WINDOW..=step + WINDOW).any(|step| self.code(step) == code))
    }

    /// The code of a step (RFC 4226).
    fn code(&self, step: i64) -> String {
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(&self.0) else { return String::new() };
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest[19] & 0x0f);
        let number = digest[offset..offset + 4].iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
        format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
    }
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SecondFactor")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, of which the last six digits count.
        let factor = SecondFactor::new(*b"12345678901234567890");
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(factor.code_at(seconds), code);
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off() {
        let factor = SecondFactor::new(*b"secret");
        let code = factor.code_at(3000);
        for (now, accepted) in [(2969, false), (2970, true), (3000, true), (3059, true), (3060, false)] {
            assert_eq!(factor.accepts(Some(&code), now), accepted, "{now}");
        }
        assert!(!factor.accepts(None, 3000));
    }
}
