//! Reading the requestValues of the extended operations that have one (RFC 3909 section 2.1, RFC 3062 section 2).

use super::ber::{BerError, Reader, tag};

/// What is wrong with a requestValue. Every one is a protocolError (2), in OpenLDAP's words (`openldap.md 23` to 25).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InvalidRequestValue {
    /// There is one, and the operation has none.
    Unexpected,
    /// It has no octet.
    Empty,
    /// A Password Modify whose value is no `PasswdModifyRequestValue`.
    PasswordModify,
    /// A Cancel without a value.
    NoMessageId,
    /// A Cancel whose value is no `cancelRequestValue`.
    UnreadableMessageId,
    /// A Cancel of a messageID below 0 or above 2^31-1.
    ImpossibleMessageId,
}

impl InvalidRequestValue {
    /// The text that goes with protocolError.
    pub const fn diagnostic_message(self) -> &'static str {
        match self {
            Self::Unexpected => "no request data expected",
            Self::Empty => "empty request data field",
            Self::PasswordModify => "data decoding error",
            Self::NoMessageId => "no message ID supplied",
            Self::UnreadableMessageId => "message ID parse failed",
            Self::ImpossibleMessageId => "message ID invalid",
        }
    }
}

/// The cancelID of a Cancel request, which need not be one that a client may use.
pub fn cancel_id(value: Option<&[u8]>) -> Result<i32, InvalidRequestValue> {
    let value = value.ok_or(InvalidRequestValue::NoMessageId)?;
    if value.is_empty() {
        return Err(InvalidRequestValue::Empty);
    }
    let id = read_cancel_id(value).map_err(|_| InvalidRequestValue::UnreadableMessageId)?;
    i32::try_from(id)
        .ok()
        .filter(|id| *id >= 0)
        .ok_or(InvalidRequestValue::ImpossibleMessageId)
}

fn read_cancel_id(value: &[u8]) -> Result<i64, BerError> {
    let mut outer = Reader::new(value);
    let mut request = outer.sequence()?;
    let id = request.integer()?;
    request.ignore_rest()?;
    outer.ignore_rest()?;
    Ok(id)
}

/// Whether the value of a Password Modify request can be read. Nothing in it is kept: it holds passwords, and none is
/// ever changed.
pub fn check_password_modify(value: Option<&[u8]>) -> Result<(), InvalidRequestValue> {
    match value {
        None => Ok(()),
        Some([]) => Err(InvalidRequestValue::Empty),
        Some(value) => read_password_modify(value).map_err(|_| InvalidRequestValue::PasswordModify),
    }
}

fn read_password_modify(value: &[u8]) -> Result<(), BerError> {
    const USER_IDENTITY: u8 = tag::context(0);
    const OLD_PASSWORD: u8 = tag::context(1);
    const NEW_PASSWORD: u8 = tag::context(2);

    let mut outer = Reader::new(value);
    let mut request = outer.sequence()?;
    for field in [USER_IDENTITY, OLD_PASSWORD, NEW_PASSWORD] {
        request.optional(field)?;
    }
    // RFC 3062 section 3: a field that is not recognised stops the operation, so none is ignored.
    if request.is_empty() && outer.is_empty() {
        Ok(())
    } else {
        Err(BerError::UnexpectedTag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc3909_section_2_1_a_message_id_in_a_sequence() {
        assert_eq!(cancel_id(Some(&[0x30, 3, 2, 1, 7])), Ok(7));
        assert_eq!(
            cancel_id(Some(&[0x30, 6, 2, 1, 7, 4, 1, 0])),
            Ok(7),
            "more is ignored"
        );
        assert_eq!(cancel_id(None), Err(InvalidRequestValue::NoMessageId));
        assert_eq!(cancel_id(Some(&[])), Err(InvalidRequestValue::Empty));
        for unreadable in [
            &b"xyz"[..],
            &[0x30, 0],
            &[0x30, 3, 4, 1, 7],
            &[0x30, 4, 2, 1],
        ] {
            assert_eq!(
                cancel_id(Some(unreadable)),
                Err(InvalidRequestValue::UnreadableMessageId)
            );
        }
        for impossible in [
            &[0x30, 3, 2, 1, 0xff][..],
            &[0x30, 7, 2, 5, 0, 0x80, 0, 0, 0],
        ] {
            assert_eq!(
                cancel_id(Some(impossible)),
                Err(InvalidRequestValue::ImpossibleMessageId)
            );
        }
    }

    #[test]
    fn rfc3062_section_2_each_field_is_optional_and_they_are_in_order() {
        for good in [
            &[0x30, 0][..],
            &[0x30, 3, 0x80, 1, b'u'],
            &[0x30, 6, 0x81, 1, b'o', 0x82, 1, b'n'],
            &[0x30, 9, 0x80, 1, b'u', 0x81, 1, b'o', 0x82, 1, b'n'],
        ] {
            assert_eq!(check_password_modify(Some(good)), Ok(()));
        }
        assert_eq!(check_password_modify(None), Ok(()));
        assert_eq!(
            check_password_modify(Some(&[])),
            Err(InvalidRequestValue::Empty)
        );
        for bad in [
            &[0x04, 1, b'x'][..],
            &[0x30, 6, 0x82, 1, b'n', 0x81, 1, b'o'],
            &[0x30, 3, 0x83, 1, b'x'],
            &[0x30, 0, 0x30, 0],
        ] {
            assert_eq!(
                check_password_modify(Some(bad)),
                Err(InvalidRequestValue::PasswordModify)
            );
        }
    }
}
