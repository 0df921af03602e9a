//! The command `jcldap`: words, commands and what they print, over the same interface that programs use.
//!
//! It adds no behaviour to the server: a command reads its arguments, calls the library and says what came of it.

mod arguments;
mod banner;
mod behavior;
mod certificates;
mod check;
mod completions;
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

use std::process::ExitCode;

use clap::Parser;

use self::arguments::{Arguments, Command};
use self::failure::Failure;

/// Runs the command that the process was called with, and says how it ended.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
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

fn dispatch(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        None => serve::run(&arguments.serve),
        Some(Command::Serve(arguments)) => serve::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Behavior) => behavior::run(),
        Some(Command::Health(arguments)) => health::run(&arguments),
        Some(Command::Init(arguments)) => init::run(&arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Completions(arguments)) => completions::run(&arguments),
    }
}
