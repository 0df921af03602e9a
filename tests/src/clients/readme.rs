//! The first `ldapsearch` command of the README does what the README says.

use std::fs;
use std::process::Command;

use crate::repository;
use crate::server_process::ServerProcess;

/// What the README says where this test has to say something else: the default state directory and the default port.
const DOCUMENTED_CA: &str = "~/.local/state/jcldap/ca.pem";
const DOCUMENTED_URL: &str = "ldaps://localhost:1636";

/// Runs the command as it stands, but against a server of its own.
///
/// # Errors
///
/// What the command printed in place of the entry.
pub fn first_command_answers() -> Result<(), String> {
    let server = ServerProcess::start(&[]);
    let readme =
        fs::read_to_string(repository::root().join("README.md")).expect("the README is there");
    let command = readme
        .split("```")
        .find(|block| block.contains("ldapsearch -x"))
        .ok_or("the README has no ldapsearch command")?;
    for documented in [DOCUMENTED_CA, DOCUMENTED_URL] {
        if !command.contains(documented) {
            return Err(format!("the command lacks `{documented}`: {command}"));
        }
    }
    let command = command
        .replace(DOCUMENTED_CA, &server.ready().ca.display().to_string())
        .replace(DOCUMENTED_URL, &server.ready().ldaps);

    let output = Command::new("sh")
        .args(["-c", &command])
        .output()
        .expect("a shell can be started");
    let printed = String::from_utf8_lossy(&output.stdout);
    if output.status.success()
        && printed.contains("cn: Turanga Leela")
        && printed.contains("memberOf: ")
    {
        return Ok(());
    }
    Err(format!(
        "`{command}` printed {printed}{}",
        String::from_utf8_lossy(&output.stderr)
    ))
}
