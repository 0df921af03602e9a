//! Debian's slapd as a process, unpacked by `tests/run`, with a database of its own in a temporary folder.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::built;
use crate::ldap::Connection;

/// A generous limit: it only decides how long a broken configuration takes to fail its test.
const START_LIMIT: Duration = Duration::from_secs(30);

/// A running slapd; dropping it ends the process and removes its database.
#[derive(Debug)]
pub struct Slapd {
    process: Child,
    socket: PathBuf,
    // Held for its Drop: the folder goes when the server does.
    _folder: TempDir,
}

/// What a slapd holds.
#[derive(Debug)]
pub(super) struct Content {
    /// Definitions beyond those that come with slapd, as `slapd.conf` has them.
    pub(super) schema: String,
    /// Global access rules, as `slapd.conf` has them.
    pub(super) access: String,
    /// The name of the one entry that all others are below.
    pub(super) suffix: String,
    /// The entries.
    pub(super) ldif: String,
}

impl Slapd {
    /// Whether `tests/run` could unpack one.
    pub fn is_available() -> bool {
        let version = Command::new(wrapper())
            .arg("-VV")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        version.is_ok_and(|status| status.success())
    }

    /// Starts one without a database, which is enough to read its schema.
    pub(super) fn without_content() -> Self {
        Self::start(None, "", &[])
    }

    /// Starts one that holds `content`.
    pub(super) fn with(content: &Content) -> Self {
        Self::start(Some(content), "", &[])
    }

    /// Starts one that holds `content` and listens at `urls` too, as `global` has it in words of `slapd.conf`.
    pub(super) fn listening(content: &Content, global: &str, urls: &[String]) -> Self {
        Self::start(Some(content), global, urls)
    }

    fn start(content: Option<&Content>, global: &str, urls: &[String]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path();
        let configuration = path.join("slapd.conf");
        fs::write(&configuration, configure(content, global, path)).expect("a file can be written");
        if let Some(content) = content {
            load(content, path, &configuration);
        }
        // A Unix socket needs no free port.
        let socket = path.join("ldapi");
        let mut listeners = format!(
            "ldapi://{}",
            socket.display().to_string().replace('/', "%2F")
        );
        for url in urls {
            listeners.push(' ');
            listeners.push_str(url);
        }
        let output = path.join("output.txt");
        let log = File::create(&output).expect("a file can be made in the temporary folder");
        let process = Command::new(wrapper())
            .arg("-f")
            .arg(&configuration)
            // Debug level 0 keeps it in the foreground.
            .args(["-d", "0", "-h", &listeners])
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file handle can be cloned"))
            .stderr(log)
            .spawn()
            .expect("slapd can be started");
        let mut slapd = Self {
            process,
            socket,
            _folder: folder,
        };
        slapd.wait_until_ready(&output);
        slapd
    }

    fn wait_until_ready(&mut self, output: &Path) {
        let deadline = Instant::now() + START_LIMIT;
        while Connection::unix(&self.socket).is_err() {
            let ended = self.process.try_wait().expect("a child can be watched");
            if ended.is_some() || Instant::now() > deadline {
                let printed = fs::read_to_string(output).unwrap_or_default();
                panic!("slapd did not start; it printed:\n{printed}");
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// A new connection to it.
    pub(super) fn connect(&self) -> Connection {
        Connection::unix(&self.socket).expect("slapd listens")
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        // Both fail only when the process has ended already, which is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The script that finds the unpacked slapd's libraries.
fn wrapper() -> PathBuf {
    built::test_clients().join("slapd/slapd")
}

fn configure(content: Option<&Content>, global: &str, folder: &Path) -> String {
    let root = built::test_clients().join("slapd/root");
    let mut text = String::new();
    let mut line = |line: &str| writeln!(text, "{line}").expect("a text can be written to");
    for schema in ["core", "cosine", "inetorgperson", "nis"] {
        line(&format!(
            "include {}/etc/ldap/schema/{schema}.schema",
            root.display()
        ));
    }
    line(&format!("modulepath {}/usr/lib/ldap", root.display()));
    line("moduleload back_mdb");
    line("moduleload ppolicy");
    line(&format!("pidfile {}/slapd.pid", folder.display()));
    line("sizelimit unlimited");
    line("timelimit unlimited");
    line(global);
    let Some(content) = content else { return text };
    line(&content.schema);
    line(&content.access);
    line("database mdb");
    line("maxsize 67108864");
    line(&format!("suffix \"{}\"", content.suffix));
    line(&format!("directory {}/database", folder.display()));
    line("overlay ppolicy");
    text
}

fn load(content: &Content, folder: &Path, configuration: &Path) {
    fs::create_dir(folder.join("database")).expect("a folder can be made");
    let ldif = folder.join("content.ldif");
    fs::write(&ldif, &content.ldif).expect("a file can be written");
    let output = Command::new(wrapper())
        .args(["-T", "add", "-q", "-f"])
        .arg(configuration)
        .arg("-l")
        .arg(&ldif)
        .output()
        .expect("slapadd can be started");
    assert!(
        output.status.success(),
        "slapadd failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
