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

/// The pairs of type and value of a name's first RDN, escapes undone.
pub(super) fn relative_values(dn: &str) -> Vec<(String, String)> {
    let first = split(dn, ',').into_iter().next().unwrap_or_default();
    let pairs = split(first, '+').into_iter();
    pairs
        .filter_map(|pair| pair.split_once('='))
        .map(|(kind, value)| {
            let value = unescaped(trimmed(value));
            (
                kind.trim().to_owned(),
                String::from_utf8_lossy(&value).into_owned(),
            )
        })
        .collect()
}

/// The name of the entry right above; none above the root.
pub(super) fn superior(dn: &str) -> Option<&str> {
    let first = split(dn, ',').first()?.len();
    if dn.is_empty() {
        return None;
    }
    Some(dn.get(first + 1..).unwrap_or_default())
}

/// Whether a text is a distinguished name as RFC 4514 3 has it.
pub(super) fn is_well_formed(dn: &str) -> bool {
    dn.is_empty()
        || split(dn, ',')
            .into_iter()
            .flat_map(|rdn| split(rdn, '+'))
            .all(is_well_formed_pair)
}

/// Whether octets are a `numericoid` (RFC 4512 1.4): numbers without needless zeros, joined by dots.
pub(super) fn is_numeric_oid(octets: &[u8]) -> bool {
    let mut numbers = octets.split(|&octet| octet == b'.');
    octets.contains(&b'.')
        && numbers.all(|number| {
            number.iter().all(u8::is_ascii_digit)
                && (number == b"0" || number.first().is_some_and(|&first| first != b'0'))
        })
}

/// `attributeTypeAndValue`: a descriptor or an OID, `=`, and a value in which what separates is escaped.
fn is_well_formed_pair(text: &str) -> bool {
    let Some((kind, value)) = text.split_once('=') else {
        return false;
    };
    let is_descriptor = kind.starts_with(|first: char| first.is_ascii_alphabetic())
        && kind
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || octet == b'-');
    (is_descriptor || is_numeric_oid(kind.as_bytes())) && is_well_formed_value(value)
}

fn is_well_formed_value(value: &str) -> bool {
    if let Some(digits) = value.strip_prefix('#') {
        return !digits.is_empty()
            && digits.len().is_multiple_of(2)
            && digits.bytes().all(|octet| octet.is_ascii_hexdigit());
    }
    if value.starts_with(' ') || trimmed(value).len() < value.len() {
        return false;
    }
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        let is_right = match character {
            '\\' => match characters.next() {
                Some(first) if first.is_ascii_hexdigit() => characters
                    .next()
                    .is_some_and(|second| second.is_ascii_hexdigit()),
                Some(escaped) => " \"#+,;<=>\\".contains(escaped),
                None => false,
            },
            '"' | '+' | ',' | ';' | '<' | '>' | '\0' => false,
            _ => true,
        };
        if !is_right {
            return false;
        }
    }
    true
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

/// The parts of a name between separators that aren't escaped.
pub(crate) fn split(text: &str, separator: char) -> Vec<&str> {
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

/// The text of a value in a name: blanks around it gone, escapes undone.
pub(crate) fn value_text(value: &str) -> String {
    String::from_utf8_lossy(&unescaped(trimmed(value))).into_owned()
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
    fn the_superior_of_a_name_is_what_follows_its_first_rdn() {
        assert_eq!(superior(r"cn=a\,b,ou=c,dc=d"), Some("ou=c,dc=d"));
        assert_eq!(superior("dc=d"), Some(""));
        assert_eq!(superior(""), None);
    }

    #[test]
    fn rfc4514_4_the_examples_are_well_formed() {
        for dn in [
            "",
            "UID=jsmith,DC=example,DC=net",
            "OU=Sales+CN=J.  Smith,DC=example,DC=net",
            r#"CN=James \"Jim\" Smith\, III,DC=example,DC=net"#,
            r"CN=Before\0dAfter,DC=example,DC=net",
            "1.3.6.1.4.1.1466.0=#04024869",
            r"CN=Lu\C4\8Di\C4\87",
            "CN=Lučić",
            r"cn=trail\20",
            r"cn=trail\ ",
        ] {
            assert!(is_well_formed(dn), "{dn}");
        }
    }

    #[test]
    fn what_is_no_name_is_not_well_formed() {
        for dn in [
            "nobody",
            "=x",
            "1a=x",
            "uid=a,",
            "uid=a;ou=b",
            "cn=a<b",
            "cn= a",
            "cn=a ",
            r"cn=a\",
            r"cn=a\x",
            "cn=#0",
            "1.02=a",
        ] {
            assert!(!is_well_formed(dn), "{dn}");
        }
    }

    #[test]
    fn the_first_rdn_and_the_rest() {
        let name = r"cn=a\, b+SN=c,ou=x\,y,dc=z";
        let pair = |kind: &str, value: &str| (kind.to_owned(), value.to_owned());
        assert_eq!(relative_values(name), [pair("cn", "a, b"), pair("SN", "c")]);
        assert_eq!(relative_values(""), []);
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
