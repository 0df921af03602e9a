//! Comparing distinguished names without a schema: letter case, blanks around separators and the way of escaping aside.
//!
//! That is as far as a client may go by itself (RFC 4514 3): it is right for every attribute that JumpCloud names entries
//! by.

/// A form in which equal names are equal.
pub(super) fn normalized(dn: &str) -> String {
    let mut form = String::with_capacity(dn.len());
    for (index, rdn) in split(dn, ',').into_iter().enumerate() {
        if index > 0 {
            form.push(',');
        }
        let mut pairs: Vec<String> = split(rdn, '+').into_iter().map(pair).collect();
        pairs.sort();
        form.push_str(&pairs.join("+"));
    }
    form
}

/// Whether two texts are the same name.
pub(super) fn same(one: &str, other: &str) -> bool {
    normalized(one) == normalized(other)
}

fn pair(text: &str) -> String {
    let (kind, value) = text.split_once('=').unwrap_or((text, ""));
    let octets = unescaped(trimmed(value));
    let value = String::from_utf8_lossy(&octets).to_lowercase();
    // The value's own separators must not look like the name's.
    let value = value
        .replace('\\', "\\\\")
        .replace(',', "\\,")
        .replace('+', "\\+");
    format!("{}={value}", kind.trim().to_lowercase())
}

/// Without the blanks around it, but with one that is escaped.
fn trimmed(value: &str) -> &str {
    let value = value.trim_start();
    let end = value.trim_end();
    let backslashes = end
        .bytes()
        .rev()
        .take_while(|&octet| octet == b'\\')
        .count();
    if backslashes % 2 == 1 && end.len() < value.len() {
        value.get(..=end.len()).unwrap_or(end)
    } else {
        end
    }
}

fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (index, character) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if character == separator {
            parts.push(text.get(start..index).unwrap_or_default());
            start = index + character.len_utf8();
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

fn unescaped(value: &str) -> Vec<u8> {
    let mut octets = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |octet: u8| {
            char::from(octet)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        };
        rest = match (first, after) {
            (b'\\', [high, low, after @ ..]) if digit(*high).is_some() && digit(*low).is_some() => {
                octets
                    .push(digit(*high).unwrap_or_default() * 16 + digit(*low).unwrap_or_default());
                after
            }
            (b'\\', [escaped, after @ ..]) => {
                octets.push(*escaped);
                after
            }
            _ => {
                octets.push(*first);
                after
            }
        };
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc4514_4_the_same_name_in_other_words() {
        for (one, other) in [
            ("UID=Leela, ou=Users", "uid=leela,ou=users"),
            (r"cn=o\2Cbrien,dc=x", r"cn=O\,Brien,dc=x"),
            (r"cn=trail\20,dc=x", r"cn=trail\ ,dc=x"),
            ("a=1+b=2", "B=2 + A=1"),
        ] {
            assert!(same(one, other), "{one} | {other}");
        }
    }

    #[test]
    fn other_names() {
        for (one, other) in [
            ("uid=a,ou=b", "uid=a"),
            (r"cn=a\,b=c", "cn=a,b=c"),
            (r"cn=trail\20,dc=x", "cn=trail,dc=x"),
            (r"cn=a\+b=c", "cn=a+b=c"),
            ("", "uid=a"),
        ] {
            assert!(!same(one, other), "{one} | {other}");
        }
    }
}
