//! The real `jcldap` binary as a process on a free port of the loopback interface, for as long as a value lives.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;
use tempfile::TempDir;

use crate::built;

/// A generous limit: it only decides how long a broken server takes to fail its test.
const START_LIMIT: Duration = Duration::from_secs(30);
const READY_FILE: &str = "ready.json";

/// A running server; dropping it ends the process and removes its state.
#[derive(Debug)]
pub struct ServerProcess {
    child: Child,
    ready: Ready,
    /// Goes when the server does.
    folder: TempDir,
}

impl ServerProcess {
    /// Starts a server on its embedded seed, or on `fixtures`, one organization each, and waits until it is ready.
    ///
    /// # Panics
    ///
    /// When the server ends early or is not ready in time; the message holds what it printed.
    pub fn start(fixtures: &[PathBuf]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let ready_file = folder.path().join(READY_FILE);
        let output = folder.path().join("output.txt");

        let mut command = Command::new(built::jcldap());
        command
            .args([
                "serve",
                "--ldaps",
                "127.0.0.1:0",
                "--ldap",
                "127.0.0.1:0",
                "--control",
                "127.0.0.1:0",
                "--state-dir",
            ])
            .arg(folder.path().join("state"))
            .arg("--ready-file")
            .arg(&ready_file);
        for fixture in fixtures {
            command.arg("--fixture").arg(fixture);
        }
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("JCLDAP_") {
                command.env_remove(name);
            }
        }
        let log = File::create(&output).expect("a file can be made in the temporary folder");
        let mut child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file handle can be cloned"))
            .stderr(log)
            .spawn()
            .expect("the jcldap binary can be started");

        match wait_until_ready(&mut child, &ready_file) {
            Ok(ready) => Self {
                child,
                ready,
                folder,
            },
            Err(problem) => {
                end(&mut child);
                let printed = fs::read_to_string(&output).unwrap_or_default();
                panic!("{problem}; it printed:\n{printed}");
            }
        }
    }

    /// The file that the server wrote when it was ready.
    pub fn ready_file(&self) -> PathBuf {
        self.folder.path().join(READY_FILE)
    }

    /// What that file says.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// What the ready file says; the rest of it is not needed here.
#[derive(Debug, Deserialize)]
pub struct Ready {
    /// Such as `ldaps://127.0.0.1:41233`.
    pub ldaps: String,
    /// Such as `ldap://127.0.0.1:41234`: in clear text, or with StartTLS.
    pub ldap: String,
    /// Such as `http://127.0.0.1:41235`.
    pub control: String,
    /// The certificate of the authority that the server made for itself.
    pub ca: PathBuf,
}

fn wait_until_ready(child: &mut Child, ready_file: &Path) -> Result<Ready, String> {
    let deadline = Instant::now() + START_LIMIT;
    loop {
        // The file appears whole, by rename, so that one successful read is enough.
        if let Ok(text) = fs::read_to_string(ready_file) {
            return serde_json::from_str(&text)
                .map_err(|error| format!("ready file `{text}`: {error}"));
        }
        match child.try_wait() {
            Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(5)),
            Ok(None) => return Err(format!("the server is not ready after {START_LIMIT:?}")),
            Ok(Some(status)) => {
                return Err(format!("the server ended before it was ready: {status}"));
            }
            Err(error) => return Err(format!("the server can't be watched: {error}")),
        }
    }
}

fn end(child: &mut Child) {
    // Both fail only when the process has ended already, which is what is wanted.
    let _ = child.kill();
    let _ = child.wait();
}
