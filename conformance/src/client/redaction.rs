//! What a transcript must not hold: passwords on their way out, stored passwords on their way in.

use crate::protocol::{
    Authentication, Entry, Request, RequestMessage, ResponseMessage, ResponseOperation, oid,
};

/// What stands where a secret stood.
const REDACTED: &[u8] = b"[redacted]";

/// Attributes whose values are passwords or as good as such, in lower case without options.
const SECRET_ATTRIBUTES: [&str; 8] = [
    "encntpassword",
    "keynhash",
    "ntpasswordsha",
    "sambalmpassword",
    "sambantpassword",
    "sambapasswordhistory",
    "unicodepwd",
    "userpassword",
];

/// The request without its secrets. Their lengths are gone, too.
pub(super) fn request(message: &RequestMessage) -> RequestMessage {
    let mut message = message.clone();
    match &mut message.request {
        Request::Bind { authentication, .. } => match authentication {
            // An empty password is no secret, and tells an anonymous or unauthenticated bind.
            Authentication::Simple(password) if !password.is_empty() => {
                *password = REDACTED.to_vec();
            }
            Authentication::Simple(_) => {}
            Authentication::Sasl { credentials, .. } => {
                *credentials = credentials.as_ref().map(|_| REDACTED.to_vec());
            }
        },
        Request::Modify { changes, .. } => {
            for change in changes {
                redact_values(&change.attribute, &mut change.values);
            }
        }
        Request::Add { attributes, .. } => {
            for (description, values) in attributes {
                redact_values(description, values);
            }
        }
        Request::Compare {
            attribute, value, ..
        } if is_secret(attribute) => *value = REDACTED.to_vec(),
        Request::Extended {
            name,
            value: Some(value),
        } if name == oid::PASSWORD_MODIFY => *value = REDACTED.to_vec(),
        _ => {}
    }
    message
}

/// The response without its secrets, and its octets with the same stretches overwritten.
pub(super) fn response(message: &ResponseMessage, octets: &[u8]) -> (ResponseMessage, Vec<u8>) {
    let mut message = message.clone();
    let mut octets = octets.to_vec();
    if let ResponseOperation::SearchResultEntry(entry) = &mut message.operation {
        for (description, values) in &mut entry.attributes {
            if is_secret(description.as_bytes()) {
                for value in values.iter() {
                    overwrite(&mut octets, value);
                }
                redact_values(description.as_bytes(), values);
            }
        }
    }
    (message, octets)
}

/// The entry with something else in the place of stored passwords.
pub(crate) fn without_secrets(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    for (description, values) in &mut entry.attributes {
        redact_values(description.as_bytes(), values);
    }
    entry
}

fn is_secret(description: &[u8]) -> bool {
    let kind = description
        .split(|&octet| octet == b';')
        .next()
        .unwrap_or_default();
    SECRET_ATTRIBUTES
        .iter()
        .any(|secret| kind.eq_ignore_ascii_case(secret.as_bytes()))
}

fn redact_values(description: &[u8], values: &mut [Vec<u8>]) {
    if is_secret(description) {
        for value in values {
            *value = REDACTED.to_vec();
        }
    }
}

fn overwrite(octets: &mut [u8], secret: &[u8]) {
    if secret.is_empty() {
        return;
    }
    let mut start = 0;
    while let Some(found) = octets.get(start..).and_then(|rest| {
        rest.windows(secret.len())
            .position(|window| window == secret)
    }) {
        let begin = start + found;
        start = begin + secret.len();
        if let Some(stretch) = octets.get_mut(begin..start) {
            stretch.fill(b'*');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Change, ChangeKind};

    fn contains(haystack: &[u8], needle: &[u8]) -> bool {
        haystack
            .windows(needle.len())
            .any(|window| window == needle)
    }

    fn message(request: Request) -> RequestMessage {
        RequestMessage {
            id: 1,
            request,
            controls: Vec::new(),
        }
    }

    #[test]
    fn no_request_shows_its_password() {
        let secret = b"nibbler".to_vec();
        let requests = [
            Request::Bind {
                version: 3,
                name: b"uid=leela".to_vec(),
                authentication: Authentication::Simple(secret.clone()),
            },
            Request::Bind {
                version: 3,
                name: Vec::new(),
                authentication: Authentication::Sasl {
                    mechanism: "PLAIN".to_owned(),
                    credentials: Some(secret.clone()),
                },
            },
            Request::Modify {
                object: b"uid=leela".to_vec(),
                changes: vec![Change {
                    kind: ChangeKind::Replace,
                    attribute: b"userpassword;x-new".to_vec(),
                    values: vec![secret.clone()],
                }],
            },
            Request::Add {
                entry: b"uid=leela".to_vec(),
                attributes: vec![(b"userPassword".to_vec(), vec![secret.clone()])],
            },
            Request::Compare {
                entry: b"uid=leela".to_vec(),
                attribute: b"userPassword".to_vec(),
                value: secret.clone(),
            },
            Request::Extended {
                name: oid::PASSWORD_MODIFY.to_owned(),
                value: Some(secret.clone()),
            },
        ];
        for request_ in requests {
            let sent = message(request_);
            assert!(contains(&sent.encode().unwrap(), &secret));
            assert!(!contains(&request(&sent).encode().unwrap(), &secret));
        }
    }

    #[test]
    fn no_answer_shows_a_stored_password() {
        let octets = b"\x30\x20\x02\x01\x02\x64\x1b\x04\x01a\x30\x16\x30\x14\x04\x0cuserPassword\x31\x04\x04\x02ab";
        let decoded = ResponseMessage::decode(octets).unwrap();
        let (redacted, octets) = response(&decoded, octets);
        assert!(octets.ends_with(b"\x04\x02**"));
        assert!(!format!("{redacted:?}").contains("97, 98"));
    }
}
