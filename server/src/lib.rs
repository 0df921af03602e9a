//! A stand-in for JumpCloud's hosted LDAP directory, for tests.

#[cfg(feature = "server")]
pub mod tls;
#[cfg(feature = "server")]
mod whole_file;
