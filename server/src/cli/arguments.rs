//! The words of the command line: types and help texts, without behaviour.
//!
//! Each flag has an environment variable `JCLDAP_...`, for containers; lists are divided by commas there.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::listen::Listen;

/// A stand-in for JumpCloud's hosted LDAP directory, for tests.
///
/// Without a command it serves: LDAPS on 127.0.0.1:1636, LDAP on 127.0.0.1:1389 and its control plane on 127.0.0.1:8389,
/// with a certificate authority of its own and an embedded organization to try it on.
#[derive(Debug, Parser)]
#[command(
    name = "jcldap",
    version,
    args_conflicts_with_subcommands = true,
    after_help = EXIT_CODES,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"),
    styles = STYLES
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) serve: ServeArguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server; what happens without a command, too
    Serve(Box<ServeArguments>),
    /// Read and check fixtures, report every problem, start nothing
    Check(CheckArguments),
    /// List the switches of behavior, their values, defaults and evidence
    Behavior,
    /// Find out whether a running server really answers a search over LDAPS
    Health(HealthArguments),
    /// Write a commented fixture to start from
    Init(InitArguments),
    /// Print the entries that a fixture becomes, operational attributes included
    Export(ExportArguments),
    /// Print the target file with which jcldap-conformance judges a running server
    Target(TargetArguments),
    /// Print a script that completes commands and flags in a shell
    Completions(CompletionsArguments),
}

#[derive(Args, Debug)]
pub(crate) struct ServeArguments {
    /// A file that describes one organization; `-` reads standard input. Repeat it for several organizations on one
    /// server. Without it, an embedded organization is served
    #[arg(long = "fixture", value_name = "FILE", env = "JCLDAP_FIXTURE", value_delimiter = ',', value_hint = ValueHint::FilePath, help_heading = DIRECTORY)]
    pub(crate) fixtures: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) behavior: BehaviorArguments,

    /// Where to listen for LDAPS; port 0 picks a free one, `none` turns it off
    #[arg(long, value_name = "ADDRESS", env = "JCLDAP_LDAPS", default_value_t = Listen::At(DEFAULT_LDAPS), help_heading = LISTENERS)]
    pub(crate) ldaps: Listen,

    /// Where to listen for LDAP in clear text and with StartTLS, likewise
    #[arg(long, value_name = "ADDRESS", env = "JCLDAP_LDAP", default_value_t = Listen::At(DEFAULT_LDAP), help_heading = LISTENERS)]
    pub(crate) ldap: Listen,

    /// Where to listen for LDAPS with a second factor, as ldap-mfa.jumpcloud.com does, likewise
    #[arg(long, value_name = "ADDRESS", env = "JCLDAP_LDAPS_MFA", default_value_t = Listen::Off, help_heading = LISTENERS)]
    pub(crate) ldaps_mfa: Listen,

    /// Where to listen for HTTP, by which tests in any language change the directory and read its journal, likewise. Beyond
    /// this machine it needs a token
    #[arg(long, value_name = "ADDRESS", env = "JCLDAP_CONTROL", default_value_t = Listen::At(DEFAULT_CONTROL), help_heading = LISTENERS)]
    pub(crate) control: Listen,

    /// A file with the token that HTTP requests must bear; also from the environment, as `JCLDAP_CONTROL_TOKEN`
    #[arg(long, value_name = "FILE", env = "JCLDAP_CONTROL_TOKEN_FILE", value_hint = ValueHint::FilePath, help_heading = LISTENERS)]
    pub(crate) control_token_file: Option<PathBuf>,

    /// Where the certificate authority is kept from run to run [default: the platform's state directory]
    #[arg(long, value_name = "DIRECTORY", env = "JCLDAP_STATE_DIR", value_hint = ValueHint::DirPath, help_heading = CERTIFICATES)]
    pub(crate) state_dir: Option<PathBuf>,

    /// A further DNS name or IP address that clients call this server by; may be repeated
    #[arg(long = "hostname", value_name = "NAME", env = "JCLDAP_HOSTNAME", value_delimiter = ',', value_hint = ValueHint::Hostname, help_heading = CERTIFICATES)]
    pub(crate) hostnames: Vec<String>,

    /// A PEM certificate of your own with its chain, instead of one made here
    #[arg(long = "cert", value_name = "FILE", env = "JCLDAP_CERT", requires = "key", value_hint = ValueHint::FilePath, help_heading = CERTIFICATES)]
    pub(crate) certificate: Option<PathBuf>,

    /// The PEM private key of your own certificate
    #[arg(long, value_name = "FILE", env = "JCLDAP_KEY", requires = "certificate", value_hint = ValueHint::FilePath, help_heading = CERTIFICATES)]
    pub(crate) key: Option<PathBuf>,

    /// Write a JSON file that says where the server listens, once it answers; removed at the end
    #[arg(long, value_name = "FILE", env = "JCLDAP_READY_FILE", value_hint = ValueHint::FilePath, help_heading = OUTPUT)]
    pub(crate) ready_file: Option<PathBuf>,

    /// How to log on standard error; `json` also replaces the greeting by a log line
    #[arg(long, value_name = "FORMAT", env = "JCLDAP_LOG", value_enum, default_value_t, help_heading = OUTPUT)]
    pub(crate) log: LogFormat,

    /// Log more: operations (-v), their details (-vv), everything (-vvv)
    #[arg(short, long, env = "JCLDAP_VERBOSE", action = ArgAction::Count, help_heading = OUTPUT)]
    pub(crate) verbose: u8,
}

#[derive(Args, Debug, Default)]
pub(crate) struct BehaviorArguments {
    /// Set a switch of `jcldap behavior`, over the fixture's own setting; may be repeated. Also from the environment, as
    /// `JCLDAP_BEHAVIOR=NAME=VALUE,NAME=VALUE`, under this flag
    #[arg(long = "behavior", value_name = "NAME=VALUE", help_heading = DIRECTORY)]
    pub(crate) behavior: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArguments {
    /// The fixtures to check; `-` reads standard input
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub(crate) fixtures: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct HealthArguments {
    /// The server to ask [default: what `JCLDAP_READY_FILE` says, else `ldaps://127.0.0.1:1636`]
    #[arg(value_name = "URL", env = "JCLDAP_URL", value_hint = ValueHint::Url)]
    pub(crate) url: Option<String>,

    /// The certificates to trust [default: what `JCLDAP_READY_FILE` says, else `ca.pem` of the state directory]
    #[arg(long, value_name = "FILE", env = "JCLDAP_CA", value_hint = ValueHint::FilePath)]
    pub(crate) ca: Option<PathBuf>,

    /// Where a server on this machine keeps its certificate authority [default: the platform's state directory]
    #[arg(long, value_name = "DIRECTORY", env = "JCLDAP_STATE_DIR", value_hint = ValueHint::DirPath)]
    pub(crate) state_dir: Option<PathBuf>,

    /// What a server on this machine wrote when it was ready
    #[arg(long, value_name = "FILE", env = "JCLDAP_READY_FILE", value_hint = ValueHint::FilePath)]
    pub(crate) ready_file: Option<PathBuf>,

    /// How many seconds the answer may take
    #[arg(long, value_name = "SECONDS", env = "JCLDAP_HEALTH_TIMEOUT", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) timeout: u64,
}

#[derive(Args, Debug)]
pub(crate) struct InitArguments {
    /// The file to write; `-` is standard output
    #[arg(value_name = "FILE", default_value = "-", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,

    /// Replace the file if it is there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ExportArguments {
    /// The fixture; `-` reads standard input [default: the embedded one]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) fixture: Option<PathBuf>,

    /// Print LDIF (RFC 2849)
    #[arg(long, required = true)]
    pub(crate) ldif: bool,

    #[command(flatten)]
    pub(crate) behavior: BehaviorArguments,
}

#[derive(Args, Debug)]
#[command(after_help = TARGET_EXAMPLES)]
pub(crate) struct TargetArguments {
    /// The fixture of the organization to judge; `-` reads standard input [default: the embedded one]
    #[arg(value_name = "FIXTURE", value_hint = ValueHint::FilePath)]
    pub(crate) fixture: Option<PathBuf>,

    /// What the server wrote when it was ready
    #[arg(long, value_name = "FILE", env = "JCLDAP_READY_FILE", value_hint = ValueHint::FilePath)]
    pub(crate) ready_file: PathBuf,

    /// The file to write the passwords to, for its owner alone; the target file names it
    #[arg(long, value_name = "FILE", env = "JCLDAP_SECRETS", value_hint = ValueHint::FilePath)]
    pub(crate) secrets: PathBuf,

    #[command(flatten)]
    pub(crate) behavior: BehaviorArguments,
}

#[derive(Args, Debug)]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for a person
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

/// Where `serve` listens and `health` asks when nobody says otherwise.
pub(crate) const DEFAULT_LDAPS: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 1636);

/// Where `serve` listens for LDAP when nobody says otherwise.
const DEFAULT_LDAP: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 1389);

/// Where `serve` listens for HTTP when nobody says otherwise.
const DEFAULT_CONTROL: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8389);

/// Never on the command line, which every user of the machine can read.
pub(crate) const TOKEN_VARIABLE: &str = "JCLDAP_CONTROL_TOKEN";

/// Read beside the flags, not instead of them, so that `clap` can't do it.
pub(crate) const BEHAVIOR_VARIABLE: &str = "JCLDAP_BEHAVIOR";

const DIRECTORY: &str = "Directory";
const LISTENERS: &str = "Listeners";
const CERTIFICATES: &str = "Certificates";
const OUTPUT: &str = "Output";

const EXAMPLES: &str = "\
Examples:
  jcldap                                          serve the embedded organization
  jcldap init my.yaml                             write a fixture to start from
  jcldap --fixture my.yaml                        serve it
  jcldap --ldaps :0 --ldap :0 --control :0 --ready-file r.json
                                                  pick free ports, say which in r.json
  jcldap --behavior nonBindingSearch=empty        change what nobody knows about JumpCloud
  jcldap check fixtures/*.yaml                    report every problem of every file";

const TARGET_EXAMPLES: &str = "\
Examples:
  jcldap --ready-file r.json &
  jcldap target --ready-file r.json --secrets secrets.yaml > target.yaml
  jcldap-conformance run --target target.yaml

A server of several organizations is judged one organization at a time: FIXTURE says which.";

/// What [`exit_code`](super::failure::Failure::exit_code) gives; the command tests see each of them.
const EXIT_CODES: &str = "\
Exit codes:
  0  done; a server that was told to stop
  1  failed, as the message on standard error says; `health`: no answer
  2  the command line or environment is wrong
  3  a fixture has problems
  4  the server can't start: an address, certificate or file can't be used";

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    /// What a container can't set isn't there for half of the users.
    #[test]
    fn every_flag_of_the_server_has_an_environment_variable() {
        let command = Arguments::command();
        for argument in command
            .get_arguments()
            .filter(|argument| argument.get_long() != Some("behavior"))
        {
            let Some(long) = argument.get_long() else {
                continue;
            };
            if ["help", "version"].contains(&long) {
                continue;
            }
            let expected = format!("JCLDAP_{}", long.to_uppercase().replace('-', "_"));
            assert_eq!(
                argument.get_env().and_then(|name| name.to_str()),
                Some(expected.as_str()),
                "--{long}"
            );
        }
    }

    #[test]
    fn serve_is_the_default_command() {
        let direct = Arguments::try_parse_from(["jcldap", "--ldaps", "none"]).unwrap();
        assert!(direct.command.is_none());
        assert_eq!(direct.serve.ldaps, Listen::Off);

        let named = Arguments::try_parse_from(["jcldap", "serve", "--ldaps", "none"]).unwrap();
        let Some(Command::Serve(serve)) = named.command else {
            panic!("{named:?}")
        };
        assert_eq!(serve.ldaps, Listen::Off);
    }

    #[test]
    fn certificate_and_key_come_together() {
        for arguments in [["--cert", "cert.pem"], ["--key", "cert.key"]] {
            let error =
                Arguments::try_parse_from(["jcldap"].into_iter().chain(arguments)).unwrap_err();
            assert_eq!(
                error.kind(),
                clap::error::ErrorKind::MissingRequiredArgument
            );
        }
    }
}
