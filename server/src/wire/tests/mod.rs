//! The message layer from outside: octets written by hand, and `ldap3_proto` as a second reader.

mod answer;
mod golden;
mod malformed;
mod oracle;

/// Octets from hexadecimal text; white space and comments from `#` to the end of a line are for the reader.
fn octets(text: &str) -> Vec<u8> {
    let digits: String = text
        .lines()
        .map(|line| line.split('#').next().unwrap())
        .flat_map(str::chars)
        .filter(|character| !character.is_whitespace())
        .collect();
    assert!(digits.len().is_multiple_of(2), "an odd number of digits");
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}
