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
    /// Ask about an organization, and write the target file for it.
    Init(InitArguments),
    /// Keep what a target answers, without passwords and under pseudonyms, to compare with later.
    Record(RecordArguments),
    /// Tell where targets answer differently, and what that means.
    Compare(CompareArguments),
    /// Tell which facts and statements of RFCs have a scenario, which have none, and which can't have any.
    Coverage(CoverageArguments),
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
#[command(after_help = "\
Examples:
  jcldap-conformance run --target target.yaml                            everything
  jcldap-conformance run --target target.yaml okta '!okta/full-import'   a suite but for one
  jcldap-conformance run --target target.yaml --dry-run                  send nothing, only tell
  jcldap-conformance run --target target.yaml --html report.html         a page to look at
  jcldap-conformance run --target target.yaml --calibrate behavior.yaml  set the stand-in like it

Exit codes:
    0  everything that gates held
    1  the suite itself failed, or a report can't be written
    2  the command line is wrong
    4  no scenario was selected
   96  a scenario, target or deviation file is wrong
  100  a scenario failed
  101  a listed deviation passed
  102  the target can't be reached, or a scenario couldn't be judged")]
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
    #[command(flatten)]
    pub(super) options: TargetOptions,
    #[command(flatten)]
    pub(super) reports: Reports,
    /// Print every request that would be sent, and send nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Write what the probes found out to this new file, as switches of the stand-in
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    pub(super) calibrate: Option<PathBuf>,
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

/// How to treat a target, whatever the command.
#[derive(Args, Debug)]
pub(super) struct TargetOptions {
    /// Attempt writes, which must be refused, on this user of the target file
    #[arg(long, value_name = "SUBJECT")]
    pub(super) attempt_writes: Option<String>,
    /// How many seconds an answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(super) timeout: u64,
    /// Scenarios at a time; two at most where the target is not this machine
    #[arg(long, value_name = "N", default_value_t = 16)]
    pub(super) jobs: usize,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  jcldap-conformance list                      every scenario: its id, a tab, its title
  jcldap-conformance list okta rfc4511/4.5.1   two parts of them")]
pub(super) struct ListArguments {
    #[command(flatten)]
    pub(super) scenarios: Scenarios,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  jcldap-conformance explain okta/full-import")]
pub(super) struct ExplainArguments {
    /// The scenario's id
    pub(super) id: String,
    /// A scenario file of your own, or a folder with such; repeatable
    #[arg(long, value_name = "PATH")]
    pub(super) scenarios: Vec<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  jcldap-conformance init jumpcloud.yaml
  jcldap-conformance init jumpcloud.yaml < answers.txt

It asks for no password: the file names the environment variables to set.

Exit codes: 0 written, 2 the file is there already or the answers ended early, 1 it can't be written.")]
pub(super) struct InitArguments {
    /// The file to write
    #[arg(value_name = "FILE", default_value = "target.yaml")]
    pub(super) output: PathBuf,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  jcldap-conformance record --target jumpcloud.yaml --output jumpcloud.jsonl
  jcldap-conformance record --target jumpcloud.yaml --output okta.jsonl okta

The file is written anew, never over another.

Exit codes: 0 recorded, whatever failed; 102 the target can't be reached; 4 nothing selected,
96 a file is wrong, 2 the command line is wrong or the file is there already, 1 the suite failed.")]
pub(super) struct RecordArguments {
    /// The target file
    #[arg(long, value_name = "FILE", env = "JCLDAP_TARGET")]
    pub(super) target: PathBuf,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    pub(super) output: PathBuf,
    #[command(flatten)]
    pub(super) scenarios: Scenarios,
    #[command(flatten)]
    pub(super) options: TargetOptions,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  jcldap-conformance compare jumpcloud.jsonl stand-in.yaml         a recording and a target
  jcldap-conformance compare stand-in.yaml slapd.yaml --only okta  two targets, one suite
  jcldap-conformance compare before.jsonl after.jsonl --json       two recordings, for a program

Exit codes: 0 no difference, 103 differences, 102 a target can't be reached, 4 nothing selected,
96 a file is wrong, 2 the command line is wrong, 1 the suite itself failed.")]
pub(super) struct CompareArguments {
    /// Target files, which are run, and recordings, which are read; two or more
    #[arg(value_name = "FILE", num_args = 2.., required = true)]
    pub(super) files: Vec<PathBuf>,
    /// The beginning of ids up to a slash, with `!` before it, to leave out; repeatable
    #[arg(long, value_name = "SELECTOR")]
    pub(super) only: Vec<String>,
    /// A scenario file of your own, or a folder with such; repeatable
    #[arg(long, value_name = "PATH")]
    pub(super) scenarios: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) options: TargetOptions,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  jcldap-conformance coverage                        how many, by suite and document
  jcldap-conformance coverage rfc4511/4.5.1.4 J5     what those ask for, and what shows it
  jcldap-conformance coverage --missing              what could be shown and isn't")]
pub(super) struct CoverageArguments {
    /// What to list: `rfc4511`, `J5`, `U`, `consumers.md`, or the beginning of an id up to a slash
    #[arg(value_name = "DOCUMENT")]
    pub(super) of: Vec<String>,
    /// List only what could be shown and isn't
    #[arg(long)]
    pub(super) missing: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    /// A scenario file of your own, or a folder with such; repeatable
    #[arg(long, value_name = "PATH")]
    pub(super) scenarios: Vec<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  jcldap-conformance schema scenario > scenario.schema.json   for an editor that completes by it")]
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
