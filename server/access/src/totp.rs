//! Codes of authenticator apps: RFC 6238 with SHA-1, six digits, 30 seconds, which is what all apps understand.

use hmac::{Hmac, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;
use time::OffsetDateTime;

/// Seconds of a time step.
pub(crate) const PERIOD: i64 = 30;
/// Digits of a code.
pub(crate) const DIGITS: usize = 6;
/// Bytes of a secret: as many as SHA-1 has.
pub(crate) const SECRET: usize = 20;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The time step of a moment.
pub(crate) fn step(now: OffsetDateTime) -> i64 {
    now.unix_timestamp().div_euclid(PERIOD)
}

/// The code of a time step (RFC 4226, section 5.3).
fn code(secret: &[u8], step: i64) -> Option<String> {
    // HMAC takes keys of every length.
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 0x0f);
    let bytes: [u8; 4] = digest.get(offset..offset + 4)?.try_into().ok()?;
    let number = (u32::from_be_bytes(bytes) & 0x7fff_ffff) % 1_000_000;
    Some(format!("{number:0DIGITS$}"))
}

/// The time step that a typed code belongs to: the present one, or one beside it, as clocks differ. Blanks do not count.
pub(crate) fn matching_step(secret: &[u8], typed: &str, now: OffsetDateTime) -> Option<i64> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found = None;
    for step in [step(now) - 1, step(now), step(now) + 1] {
        let right =
            code(secret, step).is_some_and(|code| bool::from(code.as_bytes().ct_eq(typed.as_bytes())));
        if right {
            found = Some(step);
        }
    }
    found
}

/// Bytes as authenticator apps take them (RFC 4648, base 32 without padding).
pub(crate) fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in bytes {
        bits = (bits << 8 | u32::from(*byte)) & 0xffff;
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(char::from(ALPHABET[(bits >> count & 31) as usize]));
        }
    }
    if count > 0 {
        text.push(char::from(ALPHABET[(bits << (5 - count) & 31) as usize]));
    }
    text
}

/// What [`base32`] has spelt.
pub(crate) fn bytes(base32: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0_u32);
    for letter in base32.bytes() {
        let Some(value) =
            ALPHABET.iter().zip(0_u32..).find_map(|(one, value)| (*one == letter).then_some(value))
        else {
            continue;
        };
        bits = (bits << 5 | value) & 0xffff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 255) as u8);
        }
    }
    bytes
}

/// The code that an app shows which has learnt this secret.
#[must_use]
pub fn code_at(base32: &str, now: OffsetDateTime) -> String {
    code(&bytes(base32), step(now)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the examples in the RFCs.
    const RFC: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(seconds).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, wanted) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(code(RFC, step(at(seconds))).as_deref(), Some(wanted));
            assert_eq!(code_at(&base32(RFC), at(seconds)), wanted);
        }
    }

    #[test]
    fn a_code_is_good_for_its_step_and_the_ones_beside_it() {
        let now = 1_234_567_890;
        let found = |seconds| matching_step(RFC, " 005 924 ", at(seconds));
        assert_eq!(found(now), Some(step(at(now))));
        assert_eq!(found(now + PERIOD), found(now));
        assert_eq!(found(now - PERIOD), found(now));
        assert_eq!(found(now + 2 * PERIOD), None);
        assert_eq!(found(now - 2 * PERIOD), None);
        for wrong in ["", "005925", "05924", "0059240", "abcdef"] {
            assert_eq!(matching_step(RFC, wrong, at(now)), None, "{wrong}");
        }
    }

    #[test]
    fn secrets_are_spelt_in_base_32() {
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
