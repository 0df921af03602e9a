//! The command `jcldap`: words, commands and what they print, over the same interface that programs use.
//!
//! It adds no behaviour to the server: a command reads its arguments, calls the library and says what came of it.

mod arguments;
mod banner;
mod behavior;
mod certificates;
mod check;
mod completions;
mod control;
mod export;
mod failure;
mod health;
mod init;
mod listen;
mod log;
mod output;
mod ready_file;
mod seed;
mod serve;
mod stop_signal;
mod target;

use std::process::ExitCode;

use clap::builder::Resettable;
use clap::{Arg, CommandFactory, FromArgMatches};

use self::arguments::{Arguments, Command};
use self::failure::Failure;

/// Runs the command that the process was called with, and says how it ended.
pub fn run() -> ExitCode {
    let matches = without_empty_variables(Arguments::command()).get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match dispatch(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if failure.is_news() {
                output::report(&failure);
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

/// An empty environment variable is one that isn't set: container tools write it so.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |argument: &Arg| {
        let value = argument.get_env().and_then(std::env::var_os);
        value.is_some_and(|value| value.is_empty())
    };
    let unset = move |argument: Arg| {
        if is_empty(&argument) {
            argument.env(Resettable::Reset)
        } else {
            argument
        }
    };
    command
        .mut_args(unset)
        .mut_subcommands(move |command| command.mut_args(unset))
}

fn dispatch(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        None => serve::run(&arguments.serve),
        Some(Command::Serve(arguments)) => serve::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Behavior) => behavior::run(),
        Some(Command::Health(arguments)) => health::run(&arguments),
        Some(Command::Init(arguments)) => init::run(&arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Target(arguments)) => target::run(&arguments),
        Some(Command::Completions(arguments)) => completions::run(&arguments),
    }
}
