//! A `jcldap` process with a home of its own, which ends with the test.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// A directory with what one test needs.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, contents: &str) -> PathBuf {
        std::fs::write(self.path(name), contents).unwrap();
        self.path(name)
    }

    /// A command that knows no settings but those of the test and keeps its state here.
    pub(crate) fn jcldap(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jcldap"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("JCLDAP_") {
                command.env_remove(name);
            }
        }
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env("HOME", self.0.path())
            .env_remove("XDG_STATE_HOME")
            // Tests run side by side, and its default port is one.
            .env("JCLDAP_CONTROL", "none")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// A server on a free port that writes `ready.json` here.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Command {
        let mut command = self.jcldap(&[
            "--ldaps",
            "127.0.0.1:0",
            "--ldap",
            "127.0.0.1:0",
            "--ready-file",
            "ready.json",
        ]);
        command.args(arguments);
        command
    }

    /// Starts a server and waits until it is ready.
    pub(crate) fn start(&self, arguments: &[&str]) -> Server {
        Server::start(self.serve(arguments), &self.path("ready.json"))
    }
}

/// A server that is ready.
pub(crate) struct Server {
    child: Child,
    pub(crate) ready: Value,
}

impl Server {
    pub(crate) fn start(command: Command, ready_file: &Path) -> Self {
        Self::start_replacing(command, ready_file, "")
    }

    /// Starts a server where a ready file says `stale` of an earlier one.
    pub(crate) fn start_replacing(mut command: Command, ready_file: &Path, stale: &str) -> Self {
        let child = command.spawn().unwrap();
        let mut server = Self {
            child,
            ready: Value::Null,
        };
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(text) = std::fs::read(ready_file)
                .ok()
                .filter(|text| *text != stale.as_bytes())
            {
                // Never half of it: the file is written whole.
                server.ready = serde_json::from_slice(&text).unwrap();
                return server;
            }
            if let Some(status) = server.child.try_wait().unwrap() {
                panic!("ended early with {status}: {}", server.output().1);
            }
            assert!(Instant::now() < deadline, "not ready in time");
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn ca(&self) -> PathBuf {
        PathBuf::from(self.ready["ca"].as_str().unwrap())
    }

    /// Sends a signal, and waits for the end: how it ended, how long that took, standard output and error.
    #[cfg(unix)]
    pub(crate) fn stop(mut self, signal: &str) -> Stopped {
        let kill = format!("kill -{signal} {}", self.child.id());
        let begin = Instant::now();
        assert!(
            Command::new("sh")
                .args(["-c", &kill])
                .status()
                .unwrap()
                .success()
        );
        let status = wait(&mut self.child);
        let took = begin.elapsed();
        let (stdout, stderr) = self.output();
        Stopped {
            status,
            took,
            stdout,
            stderr,
        }
    }

    /// Everything that the process, which has ended, printed.
    fn output(&mut self) -> (String, String) {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut stdout)
            .unwrap();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .unwrap();
        (stdout, stderr)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a server ended.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub(crate) status: ExitStatus,
    pub(crate) took: Duration,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a command that ends by itself, with this on its standard input.
pub(crate) fn run(mut command: Command, input: &str) -> (Option<i32>, String) {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    wait(&mut child);
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

fn wait(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            panic!("did not end in time");
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// What a loaded machine may need, far above what is promised.
const PATIENCE: Duration = Duration::from_secs(20);
