//! The `jcldap` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    jcldap::cli::run()
}
