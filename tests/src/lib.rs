//! Helpers for the tests that need more than one package.

pub mod built;
pub mod clients;
pub mod evidence;
pub mod judge;
pub mod ldap;
pub mod oracle;
pub mod reference_ids;
pub mod repository;
pub mod schema_readers;
pub mod server_process;
pub mod target_file;
