//! A stand-in for JumpCloud's hosted LDAP directory, for tests.
