//! Octets to send in place of an answer.

use std::str::FromStr;

/// Octets, among which the request's messageID may stand.
///
/// As text, it is hexadecimal digits with any white space, and `{id}` for the last octet of the messageID.
///
/// # Examples
///
/// ```
/// use jcldap::fault::OctetTemplate;
///
/// // A BindResponse with success, and with a matchedDN that claims more octets than there are.
/// let broken: OctetTemplate = "30 0c 02 01 {id} 61 07 0a 01 00 04 7f 04 00".parse()?;
/// # Ok::<(), jcldap::fault::OctetTemplateError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OctetTemplate {
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Piece {
    Octet(u8),
    MessageId,
}

/// A text that is no [`OctetTemplate`].
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{found}` among octets; expected two hexadecimal digits, or `{{id}}`")]
pub struct OctetTemplateError {
    found: String,
}

impl OctetTemplate {
    /// The octets in answer to a request.
    pub(super) fn fill(&self, id: i64) -> Vec<u8> {
        let [.., last_of_id] = id.to_be_bytes();
        let octets = self.pieces.iter().map(|piece| match piece {
            Piece::Octet(octet) => *octet,
            Piece::MessageId => last_of_id,
        });
        octets.collect()
    }
}

impl From<Vec<u8>> for OctetTemplate {
    fn from(octets: Vec<u8>) -> Self {
        Self {
            pieces: octets.into_iter().map(Piece::Octet).collect(),
        }
    }
}

impl FromStr for OctetTemplate {
    type Err = OctetTemplateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const ID: &str = "{id}";

        let mut rest = text.trim_start();
        let mut pieces = Vec::new();
        while !rest.is_empty() {
            rest = if let Some(after) = rest.strip_prefix(ID) {
                pieces.push(Piece::MessageId);
                after
            } else {
                let (digits, after) = rest.split_at_checked(2).unwrap_or((rest, ""));
                // `from_str_radix` would take a sign for a digit.
                let octet = digits
                    .bytes()
                    .all(|digit| digit.is_ascii_hexdigit())
                    .then(|| u8::from_str_radix(digits, 16).ok())
                    .flatten()
                    .filter(|_| digits.len() == 2);
                pieces.push(Piece::Octet(octet.ok_or_else(|| OctetTemplateError {
                    found: rest.chars().take(ID.len()).collect(),
                })?));
                after
            }
            .trim_start();
        }
        Ok(Self { pieces })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_the_message_id() {
        let template: OctetTemplate = " 30\t0C02 01{id}ff ".parse().unwrap();
        assert_eq!(template.fill(0x0102), [0x30, 0x0c, 2, 1, 2, 0xff]);
        assert_eq!(OctetTemplate::from(vec![1, 2]).fill(7), [1, 2]);
        assert!("".parse::<OctetTemplate>().unwrap().fill(7).is_empty());
    }

    #[test]
    fn anything_else_is_refused_with_what_was_found() {
        for (text, found) in [
            ("30 0", "0"),
            ("30 {di}", "{di}"),
            ("+1", "+1"),
            ("é0", "é0"),
        ] {
            let error = text.parse::<OctetTemplate>().unwrap_err();
            assert_eq!(error.found, found);
        }
    }
}
