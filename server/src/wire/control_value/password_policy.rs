//! The value of the password policy response control (draft-behera-ldap-password-policy section 6.2).

use jcldap_directory::ber;

use crate::wire::ber::tag;

/// The errors of a `PasswordPolicyResponseValue` that a bind can have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PasswordPolicyError {
    /// `passwordExpired (0)`: "the password has expired and must be reset".
    PasswordExpired,
    /// `accountLocked (1)`.
    AccountLocked,
}

impl PasswordPolicyError {
    /// The control value with this error, or with nothing at all; warnings are never given.
    pub fn encode(error: Option<Self>) -> Vec<u8> {
        let mut content = Vec::new();
        if let Some(error) = error {
            let number = match error {
                Self::PasswordExpired => 0,
                Self::AccountLocked => 1,
            };
            ber::write_integer(&mut content, ERROR, number);
        }
        let mut value = Vec::new();
        ber::write(&mut value, tag::SEQUENCE, &content);
        value
    }
}

/// `error [1] ENUMERATED`
const ERROR: u8 = tag::context(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draft_behera_section_6_2_as_octets() {
        use PasswordPolicyError::*;
        assert_eq!(PasswordPolicyError::encode(None), [0x30, 0x00]);
        assert_eq!(
            PasswordPolicyError::encode(Some(PasswordExpired)),
            [0x30, 0x03, 0x81, 0x01, 0x00]
        );
        assert_eq!(
            PasswordPolicyError::encode(Some(AccountLocked)),
            [0x30, 0x03, 0x81, 0x01, 0x01]
        );
    }
}
