//! `jcldap completions`: a script for the user's shell.

use clap::CommandFactory;

use super::arguments::{Arguments, CompletionsArguments};
use super::failure::Failure;
use super::output;

pub(super) fn run(arguments: &CompletionsArguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Arguments::command(),
        "jcldap",
        &mut script,
    );
    Ok(output::print(&script)?)
}
