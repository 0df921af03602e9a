//! BER as LDAP restricts it (RFC 4511 5.1), both ways, for the suite alone.
//!
//! Writing puts together whatever it is asked to, also what no server should accept. Reading is strict, never panics and
//! copies nothing. Neither half knows LDAP.

mod read;
mod write;

pub use read::{BerError, Element, Elements};
pub use write::{boolean, element, enumerated, integer, octet_string, sequence};

/// The identifier octets that LDAP uses of the universal class.
pub mod tag {
    /// BOOLEAN.
    pub const BOOLEAN: u8 = 0x01;
    /// INTEGER.
    pub const INTEGER: u8 = 0x02;
    /// OCTET STRING.
    pub const OCTET_STRING: u8 = 0x04;
    /// NULL.
    pub const NULL: u8 = 0x05;
    /// ENUMERATED.
    pub const ENUMERATED: u8 = 0x0a;
    /// `UTF8String`.
    pub const UTF8_STRING: u8 = 0x0c;
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: u8 = 0x30;
    /// SET and SET OF.
    pub const SET: u8 = 0x31;

    /// A primitive context-specific tag, `[number]`, for numbers below 31.
    pub const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// A constructed context-specific tag, `[number]`, for numbers below 31.
    pub const fn context_constructed(number: u8) -> u8 {
        0xa0 | number
    }
}
