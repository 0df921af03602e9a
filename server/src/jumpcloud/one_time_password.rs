//! One-time passwords by time: TOTP (RFC 6238) with SHA-1, six digits and steps of 30 seconds, as authenticator
//! applications make them.

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;
use time::OffsetDateTime;

/// How long one code lasts, in seconds.
const STEP: i64 = 30;

/// How many steps a client's clock may be off, either way (RFC 6238 section 5.2).
const STEPS_OFF: i64 = 1;

/// How many digits a code has.
pub(super) const DIGITS: usize = 6;

/// The octets of a block of SHA-1 (RFC 2104 section 2).
const BLOCK: usize = 64;

/// The secret that a user and the server share.
#[derive(Clone, Eq, PartialEq)]
pub(super) struct OneTimePasswords {
    secret: Box<[u8]>,
}

impl OneTimePasswords {
    /// Reads a secret in base32 (RFC 4648 section 6), in any case, with or without padding and spaces.
    pub(super) fn from_base32(text: &str) -> Self {
        let mut secret = Vec::new();
        let (mut bits, mut count) = (0_u32, 0_u32);
        for digit in text.bytes().filter_map(base32_digit) {
            bits = (bits << 5 | u32::from(digit)) & 0xfff;
            count += 5;
            if count >= 8 {
                count -= 8;
                secret.push(low_octet(bits >> count));
            }
        }
        Self {
            secret: secret.into(),
        }
    }

    /// Whether this is the code of the moment, or of a moment near it. A code is taken any number of times.
    pub(super) fn accept(&self, code: [u8; DIGITS], now: OffsetDateTime) -> bool {
        let step = now.unix_timestamp().div_euclid(STEP);
        (-STEPS_OFF..=STEPS_OFF)
            .map(|off| self.code(step + off).ct_eq(&code))
            // All are compared, so that the time taken doesn't tell which of them it was.
            .fold(false, |accepted, equal| accepted | bool::from(equal))
    }

    /// The code of a step (RFC 4226 section 5.3).
    fn code(&self, step: i64) -> [u8; DIGITS] {
        let digest = hmac_sha1(&self.secret, &step.to_be_bytes());
        let [.., last] = digest;
        let offset = usize::from(last & 0xf);
        let number = digest
            .iter()
            .skip(offset)
            .take(4)
            .fold(0_u32, |number, octet| number << 8 | u32::from(*octet));
        let mut rest = number & 0x7fff_ffff;
        let mut code = [b'0'; DIGITS];
        for digit in code.iter_mut().rev() {
            *digit += low_octet(rest % 10);
            rest /= 10;
        }
        code
    }
}

fn base32_digit(character: u8) -> Option<u8> {
    match character.to_ascii_uppercase() {
        letter @ b'A'..=b'Z' => Some(letter - b'A'),
        digit @ b'2'..=b'7' => Some(digit - b'2' + 26),
        _ => None,
    }
}

fn low_octet(number: u32) -> u8 {
    let [.., low] = number.to_be_bytes();
    low
}

/// RFC 2104 section 2.
fn hmac_sha1(key: &[u8], message: &[u8]) -> [u8; 20] {
    let mut block = [0_u8; BLOCK];
    let shortened = Sha1::digest(key);
    let key = if key.len() > BLOCK { &shortened } else { key };
    for (octet, key) in block.iter_mut().zip(key) {
        *octet = *key;
    }
    let padded = |pad: u8| block.map(|octet| octet ^ pad);
    let inner = Sha1::new()
        .chain_update(padded(0x36))
        .chain_update(message)
        .finalize();
    Sha1::new()
        .chain_update(padded(0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(seconds).unwrap()
    }

    /// "12345678901234567890" in base32.
    fn of_the_rfc() -> OneTimePasswords {
        OneTimePasswords::from_base32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    }

    /// The last six of the eight digits there.
    #[test]
    fn rfc6238_appendix_b_test_vectors() {
        for (seconds, code) in [
            (59, b"287082"),
            (1_111_111_109, b"081804"),
            (1_111_111_111, b"050471"),
            (1_234_567_890, b"005924"),
            (2_000_000_000, b"279037"),
            (20_000_000_000, b"353130"),
        ] {
            assert!(of_the_rfc().accept(*code, at(seconds)), "{seconds}");
        }
    }

    #[test]
    fn rfc4226_appendix_d_test_vectors() {
        let codes = [
            b"755224", b"287082", b"359152", b"969429", b"338314", b"254676", b"287922", b"162583",
            b"399871", b"520489",
        ];
        for (step, code) in (0..).zip(codes) {
            assert_eq!(of_the_rfc().code(step), *code);
        }
    }

    /// RFC 2202 section 3, test cases 1, 2 and 6: the key is shorter, and longer, than a block.
    #[test]
    fn rfc2202_section_3_test_cases() {
        let hex = |octets: [u8; 20]| octets.map(|octet| format!("{octet:02x}")).concat();
        assert_eq!(
            hex(hmac_sha1(&[0x0b; 20], b"Hi There")),
            "b617318655057264e28bc0b6fb378c8ef146be00"
        );
        assert_eq!(
            hex(hmac_sha1(b"Jefe", b"what do ya want for nothing?")),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        );
        let long_key = b"Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(
            hex(hmac_sha1(&[0xaa; 80], long_key)),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"
        );
    }

    #[test]
    fn rfc6238_section_5_2_a_clock_may_be_one_step_off() {
        for (seconds, accepted) in [
            (29, true),
            (30, true),
            (59, true),
            (0, true),
            (89, true),
            (-1, false),
            (90, false),
        ] {
            assert_eq!(
                of_the_rfc().accept(*b"287082", at(seconds)),
                accepted,
                "{seconds}"
            );
        }
        assert!(!of_the_rfc().accept(*b"287083", at(59)));
    }

    #[test]
    fn rfc4648_section_10_test_vectors_of_base32() {
        for (text, octets) in [
            ("", &b""[..]),
            ("MY======", b"f"),
            ("MZXQ====", b"fo"),
            ("MZXW6===", b"foo"),
            ("MZXW6YQ=", b"foob"),
            ("mzxw 6ytb", b"fooba"),
            ("MZXW6YTBOI======", b"foobar"),
        ] {
            assert_eq!(*OneTimePasswords::from_base32(text).secret, *octets);
        }
    }
}
