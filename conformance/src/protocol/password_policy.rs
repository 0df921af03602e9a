//! The value of the password policy response control (draft-behera-ldap-password-policy 6.2).

use std::fmt;

use super::Control;
use crate::ber::{BerError, Elements, tag};

/// The control, in requests and responses.
pub const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";

/// What a response control holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PasswordPolicy {
    /// The warning.
    pub warning: Option<PasswordPolicyWarning>,
    /// The number of the error.
    pub error: Option<i64>,
}

/// A warning.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PasswordPolicyWarning {
    /// In how many seconds the password expires.
    TimeBeforeExpiration(i64),
    /// How many authentications are left.
    GraceAuthentications(i64),
}

/// The errors by their numbers.
const ERRORS: [&str; 10] = [
    "passwordExpired",
    "accountLocked",
    "changeAfterReset",
    "passwordModNotAllowed",
    "mustSupplyOldPassword",
    "insufficientPasswordQuality",
    "passwordTooShort",
    "passwordTooYoung",
    "passwordInHistory",
    "passwordTooLong",
];

impl PasswordPolicy {
    /// Reads the control of a response. An error beyond those that the draft knows is none.
    pub fn from_response(control: &Control) -> Result<Self, BerError> {
        let mut elements = control.sequence()?;
        let warning = match elements.optional(tag::context_constructed(0))? {
            Some(element) => Some(PasswordPolicyWarning::read(element.elements())?),
            None => None,
        };
        let error = match elements.optional(tag::context(1))? {
            Some(element) => Some(element.as_integer()?),
            None => None,
        };
        elements.end()?;
        Ok(Self { warning, error })
    }

    /// The name of the error, or its number where the draft has no name for it.
    pub fn error_name(&self) -> Option<String> {
        let number = self.error?;
        let name = usize::try_from(number)
            .ok()
            .and_then(|number| ERRORS.get(number));
        Some(name.map_or_else(|| number.to_string(), |name| (*name).to_owned()))
    }

    /// The names of the errors.
    pub fn error_names() -> impl Iterator<Item = &'static str> {
        ERRORS.into_iter()
    }
}

impl PasswordPolicyWarning {
    fn read(mut elements: Elements<'_>) -> Result<Self, BerError> {
        let warning = match elements.optional(tag::context(0))? {
            Some(seconds) => Self::TimeBeforeExpiration(seconds.as_integer()?),
            None => Self::GraceAuthentications(elements.expect(tag::context(1))?.as_integer()?),
        };
        elements.end()?;
        Ok(warning)
    }
}

impl fmt::Display for PasswordPolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.warning {
            Some(PasswordPolicyWarning::TimeBeforeExpiration(seconds)) => {
                write!(formatter, "timeBeforeExpiration {seconds}, ")?;
            }
            Some(PasswordPolicyWarning::GraceAuthentications(count)) => {
                write!(formatter, "graceAuthNsRemaining {count}, ")?;
            }
            None => {}
        }
        match self.error_name() {
            Some(error) => write!(formatter, "error {error}"),
            None => formatter.write_str("no error"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &[u8]) -> Result<PasswordPolicy, BerError> {
        PasswordPolicy::from_response(&Control {
            oid: PASSWORD_POLICY.to_owned(),
            criticality: false,
            value: Some(value.to_vec()),
        })
    }

    #[test]
    fn draft_behera_6_2_warning_and_error_are_read() {
        for (value, told) in [
            (&[0x30, 0][..], "no error"),
            (&[0x30, 3, 0x81, 1, 1], "error accountLocked"),
            (&[0x30, 3, 0x81, 1, 40], "error 40"),
            (
                &[0x30, 5, 0xa0, 3, 0x80, 1, 60],
                "timeBeforeExpiration 60, no error",
            ),
            (
                &[0x30, 8, 0xa0, 3, 0x81, 1, 2, 0x81, 1, 0],
                "graceAuthNsRemaining 2, error passwordExpired",
            ),
        ] {
            assert_eq!(read(value).unwrap().to_string(), told);
        }
    }

    #[test]
    fn draft_behera_6_2_anything_else_is_refused() {
        for value in [
            &[][..],
            &[4, 0],
            &[0x30, 2, 4, 0],
            &[0x30, 0, 0],
            &[0x30, 2, 0xa0, 0],
            &[0x30, 6, 0x81, 1, 1, 0xa0, 1, 0],
            &[0x30, 8, 0xa0, 6, 0x80, 1, 1, 0x81, 1, 1],
        ] {
            assert!(read(value).is_err(), "{value:02x?}");
        }
    }
}
