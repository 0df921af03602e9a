//! The `jcldap-conformance` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    jcldap_conformance::cli::main()
}
