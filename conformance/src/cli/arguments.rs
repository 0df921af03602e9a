//! The command line. Types only; what they do is in the modules of the commands.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::report::Detail;

/// Replays what Okta, OneLogin and other applications send to an LDAP directory, and tells what holds.
#[derive(Debug, Parser)]
#[command(name = "jcldap-conformance", version, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run scenarios against a target.
    Run(RunArguments),
    /// List scenarios.
    List(ListArguments),
    /// Tell what a scenario does and why.
    Explain(ExplainArguments),
    /// Print the JSON Schema of scenario or target files.
    Schema(SchemaArguments),
}

#[derive(Args, Debug)]
pub(super) struct Scenarios {
    /// The beginning of ids up to a slash, `okta` or `okta/full-import`; with `!` before it, to leave out
    #[arg(value_name = "SELECTOR")]
    pub(super) selectors: Vec<String>,
    /// A scenario file of your own, or a folder with such; repeatable
    #[arg(long, value_name = "PATH")]
    pub(super) scenarios: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct RunArguments {
    /// The target file
    #[arg(long, value_name = "FILE", env = "JCLDAP_TARGET")]
    pub(super) target: PathBuf,
    #[command(flatten)]
    pub(super) scenarios: Scenarios,
    /// Count warnings as failures
    #[arg(long)]
    pub(super) strict: bool,
    /// Scenarios that are known to fail on this target, with reasons
    #[arg(long, value_name = "FILE")]
    pub(super) deviations: Option<PathBuf>,
    /// Attempt writes, which must be refused, on this user of the target file
    #[arg(long, value_name = "SUBJECT")]
    pub(super) attempt_writes: Option<String>,
    /// How many seconds an answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(super) timeout: u64,
    /// Scenarios at a time; two at most where the target is not this machine
    #[arg(long, value_name = "N", default_value_t = 16)]
    pub(super) jobs: usize,
    #[command(flatten)]
    pub(super) reports: Reports,
}

/// What a run is told by. The report for a person always comes.
#[derive(Args, Debug)]
pub(super) struct Reports {
    /// Which transcripts to print
    #[arg(long, value_enum, default_value_t)]
    pub(super) transcript: Detail,
    /// Write the record of the run, JSON, to this file
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
    /// Write the run as JUnit XML, for a CI system, to this file
    #[arg(long, value_name = "FILE")]
    pub(super) junit: Option<PathBuf>,
    /// Write the run as one HTML page, with every transcript, to this file
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct ListArguments {
    #[command(flatten)]
    pub(super) scenarios: Scenarios,
}

#[derive(Args, Debug)]
pub(super) struct ExplainArguments {
    /// The scenario's id
    pub(super) id: String,
    /// A scenario file of your own, or a folder with such; repeatable
    #[arg(long, value_name = "PATH")]
    pub(super) scenarios: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct SchemaArguments {
    /// Of which files
    pub(super) of: SchemaOf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum SchemaOf {
    /// Scenario files.
    Scenario,
    /// Target files.
    Target,
}
