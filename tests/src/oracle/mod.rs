//! OpenLDAP's slapd as an oracle: the same requests to it and to the stand-in, and the answers compared.
//!
//! `tests/oracle/requests.yaml` says what is asked, `tests/oracle/differences.yaml` where the answers are meant to differ, and
//! why. slapd holds the entries that `jcldap export` writes and the schema that the stand-in publishes, so that whatever is
//! left between the two is how they answer.

mod case;
mod differences;
mod environment;
mod networked_slapd;
mod observation;
mod run;
mod schema;
mod slapd;
mod table;

pub use differences::{Difference, Differences};
pub use environment::Environment;
pub use networked_slapd::NetworkedSlapd;
pub use run::compare;
pub use slapd::Slapd;
pub use table::{Group, Table};
