//! Result codes by number and by the name that the RFCs give them.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A result code; numbers that no RFC names live, too.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ResultCode(pub i64);

impl ResultCode {
    /// The operation did what was asked.
    pub const SUCCESS: Self = Self(0);
    /// `referral`.
    pub const REFERRAL: Self = Self(10);
    /// A SASL bind goes on.
    pub const SASL_BIND_IN_PROGRESS: Self = Self(14);

    /// The name of RFC 4511 4.1.9, or of the RFC that added the code.
    pub fn name(self) -> Option<&'static str> {
        NAMES
            .iter()
            .find(|(number, _)| *number == self.0)
            .map(|(_, name)| *name)
    }

    /// Every name, to suggest one from.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(_, name)| *name)
    }
}

impl fmt::Display for ResultCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(formatter, "{name} ({})", self.0),
            None => write!(formatter, "result code {}", self.0),
        }
    }
}

impl FromStr for ResultCode {
    type Err = UnknownResultCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = NAMES
            .iter()
            .find(|(_, name)| *name == text)
            .map(|(number, _)| *number);
        named
            .or_else(|| text.parse().ok())
            .map(Self)
            .ok_or_else(|| UnknownResultCode(text.to_owned()))
    }
}

/// A word that names no result code.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error(
    "unknown result code `{0}`; expected a name of RFC 4511 4.1.9, such as `noSuchObject`, or a number"
)]
pub struct UnknownResultCode(pub String);

/// RFC 4511 appendix A, RFC 3909 (canceled to cannotCancel), RFC 4528 (assertionFailed).
const NAMES: [(i64, &str); 44] = [
    (0, "success"),
    (1, "operationsError"),
    (2, "protocolError"),
    (3, "timeLimitExceeded"),
    (4, "sizeLimitExceeded"),
    (5, "compareFalse"),
    (6, "compareTrue"),
    (7, "authMethodNotSupported"),
    (8, "strongerAuthRequired"),
    (10, "referral"),
    (11, "adminLimitExceeded"),
    (12, "unavailableCriticalExtension"),
    (13, "confidentialityRequired"),
    (14, "saslBindInProgress"),
    (16, "noSuchAttribute"),
    (17, "undefinedAttributeType"),
    (18, "inappropriateMatching"),
    (19, "constraintViolation"),
    (20, "attributeOrValueExists"),
    (21, "invalidAttributeSyntax"),
    (32, "noSuchObject"),
    (33, "aliasProblem"),
    (34, "invalidDNSyntax"),
    (36, "aliasDereferencingProblem"),
    (48, "inappropriateAuthentication"),
    (49, "invalidCredentials"),
    (50, "insufficientAccessRights"),
    (51, "busy"),
    (52, "unavailable"),
    (53, "unwillingToPerform"),
    (54, "loopDetect"),
    (64, "namingViolation"),
    (65, "objectClassViolation"),
    (66, "notAllowedOnNonLeaf"),
    (67, "notAllowedOnRDN"),
    (68, "entryAlreadyExists"),
    (69, "objectClassModsProhibited"),
    (71, "affectsMultipleDSAs"),
    (80, "other"),
    (118, "canceled"),
    (119, "noSuchOperation"),
    (120, "tooLate"),
    (121, "cannotCancel"),
    (122, "assertionFailed"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_lead_to_each_other() {
        for (number, name) in NAMES {
            assert_eq!(name.parse(), Ok(ResultCode(number)));
            assert_eq!(ResultCode(number).name(), Some(name));
        }
    }

    #[test]
    fn a_number_without_a_name_lives() {
        assert_eq!("4096".parse(), Ok(ResultCode(4096)));
        assert_eq!(ResultCode(4096).to_string(), "result code 4096");
        assert_eq!(ResultCode(32).to_string(), "noSuchObject (32)");
    }

    #[test]
    fn a_wrong_word_is_refused() {
        assert!("NoSuchObject".parse::<ResultCode>().is_err());
    }
}
