//! What a bind asks of a user beyond the password (J5.15 to J5.18, U11).

use std::fmt;

use jcldap_fixtures::behavior::CommaInPassword;
use jcldap_fixtures::{Push, User};
use time::OffsetDateTime;

use super::authenticate::BindRefusal;
use super::one_time_password::{DIGITS, OneTimePasswords};

/// The factors of a user.
#[derive(Clone, Default)]
pub struct SecondFactor {
    /// J5.18: a binding user is asked for nothing more.
    excluded: bool,
    one_time_passwords: Option<OneTimePasswords>,
    push: Push,
}

/// Whether a second factor is asked for where a user binds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SecondFactorDemand {
    /// Never: a comma in a password is a comma.
    Never,
    /// It is checked if it comes with the password.
    IfGiven,
    /// Always.
    Always,
}

/// A code as it follows a password.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Code([u8; DIGITS]);

/// What is still to be done once the password is right.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SecondStep {
    /// Nothing.
    Done,
    /// The user is asked to approve.
    Push(Push),
}

impl SecondFactor {
    pub(super) fn of(user: &User) -> Self {
        Self {
            excluded: user.ldap_binding_user,
            one_time_passwords: user
                .totp_secret
                .as_ref()
                .map(|secret| OneTimePasswords::from_base32(secret.expose())),
            push: user.push,
        }
    }

    /// Whether the user's password may be followed by a code.
    pub const fn takes_code(&self) -> bool {
        !self.excluded
    }

    /// What is to be done after the right password came, with this code or without one.
    ///
    /// # Errors
    ///
    /// The code is wrong, or there is no secret that it could be checked against.
    pub fn after_password(
        &self,
        demand: SecondFactorDemand,
        code: Option<Code>,
        now: OffsetDateTime,
    ) -> Result<SecondStep, BindRefusal> {
        if let Some(Code(code)) = code {
            return match &self.one_time_passwords {
                Some(passwords) if passwords.accept(code, now) => Ok(SecondStep::Done),
                Some(_) => Err(BindRefusal::WrongCode),
                None => Err(BindRefusal::NoOneTimePasswords),
            };
        }
        Ok(match demand {
            SecondFactorDemand::Always if !self.excluded => SecondStep::Push(self.push),
            _ => SecondStep::Done,
        })
    }
}

impl SecondFactorDemand {
    /// What is asked for on the host that is not for multi-factor authentication (U11).
    pub const fn on_plain_host(switch: CommaInPassword) -> Self {
        match switch {
            CommaInPassword::Literal => Self::Never,
            CommaInPassword::Mfa => Self::IfGiven,
        }
    }
}

impl Code {
    /// Takes a password and the code that follows it apart, at the last comma (J5.16); `None` if no code follows.
    pub fn split_off(given: &[u8]) -> Option<(&[u8], Self)> {
        let (rest, code) = given.split_last_chunk::<DIGITS>()?;
        let password = rest.strip_suffix(b",")?;
        code.iter()
            .all(u8::is_ascii_digit)
            .then_some((password, Self(*code)))
    }
}

/// Nothing of the secret or the code may reach a log.
impl fmt::Debug for SecondFactor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecondFactor(..)")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Code(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j5_16_a_comma_and_six_digits() {
        let split = |given: &'static [u8]| Code::split_off(given).map(|(password, _)| password);
        assert_eq!(
            split(b"Nicepassword01!,123456"),
            Some(&b"Nicepassword01!"[..])
        );
        assert_eq!(split(b"a,b,123456"), Some(&b"a,b"[..]), "at the last comma");
        assert_eq!(split(b"a,123456,654321"), Some(&b"a,123456"[..]));
        assert_eq!(split(b",123456"), Some(&b""[..]));
        for given in [
            &b""[..],
            b"123456",
            b"a123456",
            b"a,12345",
            b"a,1234567",
            b"a,12345x",
            b"a,123456 ",
            b"a,\xff12345",
        ] {
            assert_eq!(split(given), None);
        }
    }
}
