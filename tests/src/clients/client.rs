//! The clients, and how each of them is started.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::clients::cases::Request;
use crate::clients::ldapsearch;
use crate::clients::outcome::Outcome;
use crate::{built, repository};

/// The clients that every case is run through.
#[derive(Clone, Copy, Debug)]
pub enum Client {
    /// OpenLDAP's command.
    Ldapsearch,
    /// Python's binding to OpenLDAP's library.
    PythonLdap,
    /// The LDAP client in pure Python.
    Ldap3,
    /// The LDAP client for Node.js that once tested itself against JumpCloud.
    Ldapts,
}

impl Client {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Ldapsearch,
        Self::PythonLdap,
        Self::Ldap3,
        Self::Ldapts,
    ];

    /// Whether the client and its library are installed: its driver then ends at once and well when nothing is asked.
    pub fn is_available(self) -> bool {
        let mut probe = match self.driver() {
            Some(driver) => driver,
            None => ldapsearch::version(),
        };
        probe
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Something that carries out one request after another, each on a connection of its own.
    pub(crate) fn start(self) -> Box<dyn Session> {
        match self.driver() {
            Some(driver) => Box::new(DriverProcess::start(driver)),
            None => Box::new(ldapsearch::Ldapsearch),
        }
    }

    /// The command that runs the client's driver. `ldapsearch` is itself a command and needs none.
    fn driver(self) -> Option<Command> {
        let (interpreter, file) = match self {
            Self::Ldapsearch => return None,
            Self::PythonLdap => (python(), "python_ldap.py"),
            Self::Ldap3 => (python(), "ldap3_client.py"),
            Self::Ldapts => (PathBuf::from("node"), "ldapts.mjs"),
        };
        let mut command = Command::new(interpreter);
        command
            .arg(repository::root().join("tests/clients/drivers").join(file))
            .env("JCLDAP_TEST_CLIENTS", built::test_clients())
            // Python's cache would otherwise appear beside the drivers.
            .env("PYTHONDONTWRITEBYTECODE", "1");
        Some(command)
    }
}

impl fmt::Display for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ldapsearch => "ldapsearch",
            Self::PythonLdap => "python_ldap",
            Self::Ldap3 => "ldap3",
            Self::Ldapts => "ldapts",
        })
    }
}

/// A client at work.
pub(crate) trait Session {
    /// Connects, sends the request, disconnects, and tells what came of it.
    fn carry_out(&mut self, request: &Request) -> Outcome;
}

/// A driver: it reads one request in JSON from each line and answers each with one line, an outcome in JSON.
struct DriverProcess {
    child: Child,
    // Taken by Drop: the end of its input is what ends a driver.
    requests: Option<ChildStdin>,
    outcomes: BufReader<ChildStdout>,
}

impl DriverProcess {
    fn start(mut driver: Command) -> Self {
        let mut child = driver
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the driver can be started; `tests/run install` installs the clients");
        let requests = child.stdin.take();
        let outcomes = BufReader::new(child.stdout.take().expect("the driver's output is a pipe"));
        Self {
            child,
            requests,
            outcomes,
        }
    }
}

impl Session for DriverProcess {
    fn carry_out(&mut self, request: &Request) -> Outcome {
        let requests = self
            .requests
            .as_mut()
            .expect("the driver's input is open until the end");
        let line = serde_json::to_string(request).expect("a request can be written as JSON");
        writeln!(requests, "{line}").expect("the driver reads requests; see its error above");
        let mut answer = String::new();
        self.outcomes
            .read_line(&mut answer)
            .expect("the driver prints text");
        serde_json::from_str(&answer)
            .unwrap_or_else(|error| panic!("the driver answered `{answer}`: {error}"))
    }
}

impl Drop for DriverProcess {
    fn drop(&mut self) {
        drop(self.requests.take());
        // It fails only when the driver has ended already, which is what is wanted.
        let _ = self.child.wait();
    }
}

/// The interpreter of the virtual environment that `tests/run` makes.
fn python() -> PathBuf {
    built::test_clients().join("venv/bin/python")
}
