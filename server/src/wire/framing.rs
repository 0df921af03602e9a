//! Cutting a stream of octets into messages.
//!
//! Only the outermost SEQUENCE header is looked at. Nothing is kept for a message that is longer than allowed: its
//! length is known from the first octets.

use bytes::{Bytes, BytesMut};

use super::ber::{BerError, read_length, tag};

/// Why a stream of octets cannot be cut any further.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum FrameError {
    /// The octets do not begin with the SEQUENCE that every message is (RFC 4511 section 4.1.1.1).
    #[error("first octet is {found:#04x}; expected the SEQUENCE of an LDAPMessage, 0x30")]
    NotASequence {
        /// The octet that came.
        found: u8,
    },
    /// The length is indefinite, or of more than four octets.
    #[error("message length: {0}")]
    Length(#[from] BerError),
    /// The message is longer than the limit.
    #[error("message of {length} octets; at most {limit} are taken")]
    TooLong {
        /// What the message claims, header included.
        length: usize,
        /// What is allowed.
        limit: usize,
    },
}

/// Takes the next whole message off the front of `buffer`, header included; `None` while octets are missing.
///
/// `limit` is the greatest length in octets, header included.
pub fn next_frame(buffer: &mut BytesMut, limit: usize) -> Result<Option<Bytes>, FrameError> {
    let Some((&first, after_tag)) = buffer.split_first() else {
        return Ok(None);
    };
    if first != tag::SEQUENCE {
        return Err(FrameError::NotASequence { found: first });
    }
    let Some((content, after_length)) = read_length(after_tag)? else {
        return Ok(None);
    };
    let header = buffer.len() - after_length.len();
    let length = header.saturating_add(content);
    if length > limit {
        return Err(FrameError::TooLong { length, limit });
    }
    if buffer.len() < length {
        return Ok(None);
    }
    Ok(Some(buffer.split_to(length).freeze()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(octets: &[u8], limit: usize) -> Result<Vec<Vec<u8>>, FrameError> {
        let mut buffer = BytesMut::from(octets);
        let mut frames = Vec::new();
        while let Some(frame) = next_frame(&mut buffer, limit)? {
            frames.push(frame.to_vec());
        }
        Ok(frames)
    }

    #[test]
    fn two_messages_in_one_read_and_a_half_one() {
        let octets = [0x30, 1, 0xaa, 0x30, 0x81, 2, 0xbb, 0xcc, 0x30, 5, 0xdd];
        assert_eq!(
            frames(&octets, 100).unwrap(),
            [vec![0x30, 1, 0xaa], vec![0x30, 0x81, 2, 0xbb, 0xcc]]
        );
    }

    #[test]
    fn a_claim_of_two_gigabytes_is_refused_from_its_header_alone() {
        let claim = [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff];
        assert_eq!(
            frames(&claim, 1000),
            Err(FrameError::TooLong {
                length: 0x7fff_ffff + 6,
                limit: 1000
            })
        );
    }

    #[test]
    fn what_is_no_ldap_message_is_refused_at_its_first_octet() {
        assert_eq!(
            frames(b"GET / HTTP/1.1", 1000),
            Err(FrameError::NotASequence { found: b'G' })
        );
        assert_eq!(
            frames(&[0x30, 0x80, 0, 0], 1000),
            Err(FrameError::Length(BerError::UnsupportedLength))
        );
    }
}
