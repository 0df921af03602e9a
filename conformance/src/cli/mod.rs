//! The command `jcldap-conformance`. It is thin: everything it does, the library does.

mod arguments;
mod coverage;
mod execution;
mod explain;
mod files;
mod init;
mod list;
mod record;
mod reports;
mod run;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser;
use miette::Diagnostic;

use self::arguments::{Arguments, Command};
use crate::exit_code::Exit;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let exit = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Ok
            };
            // Where nobody reads, there is nobody to tell.
            let _ = error.print();
            return exit.into();
        }
    };
    let result = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::List(arguments) => list::list(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Init(arguments) => init::init(&arguments),
        Command::Record(arguments) => record::record(&arguments),
        Command::Compare(arguments) => record::compare(&arguments),
        Command::Coverage(arguments) => coverage::coverage(&arguments),
        Command::Schema(arguments) => list::schema(&arguments),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.tell();
            failure.exit.into()
        }
    }
}

/// Why a command came to nothing.
struct Failure {
    exit: Exit,
    report: miette::Report,
}

impl Failure {
    /// A failure whose message has places and help.
    fn diagnostic(exit: Exit, error: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self {
            exit,
            report: miette::Report::new(error),
        }
    }

    /// A failure with its chain of causes.
    fn error(exit: Exit, error: impl std::error::Error + Send + Sync + 'static) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            message = format!("{message}: {error}");
            cause = error.source();
        }
        Self {
            exit,
            report: miette::Report::msg(message),
        }
    }

    fn message(exit: Exit, message: String) -> Self {
        Self {
            exit,
            report: miette::Report::msg(message),
        }
    }

    fn tell(&self) {
        tell(&format!("{:?}", self.report));
    }
}

/// Says something to the person at the terminal.
#[expect(clippy::print_stderr, reason = "the command's own messages")]
fn tell(text: &str) {
    eprintln!("{text}");
}

/// Writes what was asked for. A reader that has gone is no error of ours.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let message = format!("cannot write to standard output: {error}");
            Err(Failure::message(Exit::Internal, message))
        }
        _ => Ok(()),
    }
}
