//! The pages that people look at, in headless Chromium: what they show, and what their buttons do.
//!
//! A page is opened by a driver in `drivers`, a script for Node.js that ends with an error where the page is not as it
//! should be. Where Chromium or its driver is not installed the tests are ignored, but not with `CI=true`.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use jcldap_conformance::report;
use jcldap_conformance::run::{Case, RunRecord};
use jcldap_conformance::scenario::{Library, Selection};
use jcldap_conformance::target::read_target;
use jcldap_tests::server_process::ServerProcess;
use jcldap_tests::{built, judge, repository};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let must_run = env::var("CI").is_ok_and(|value| value == "true");
    let ignored = !must_run && !is_available();
    let report = Trial::test("browser::report", report_is_looked_at);
    libtest_mimic::run(&arguments, vec![report.with_ignored_flag(ignored)]).exit_code()
}

/// The report of a run in which a scenario holds, one fails and one asks.
fn report_is_looked_at() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let scenarios = repository::root().join("tests/browser/scenarios");
    let library = Library::load(&[scenarios])?;
    let record = run(&library, folder.path())?;
    let page = report::html(
        &record,
        library.requirements(),
        "jcldap-conformance run --target target.yaml",
    )?;
    let file = folder.path().join("report.html");
    fs::write(&file, page)?;
    drive("report.mjs", &format!("file://{}", file.display()))
}

fn run(library: &Library, folder: &Path) -> Result<RunRecord, Failed> {
    let server = ServerProcess::start(&[]);
    let file = folder.join("target.yaml");
    let text = format!(
        "{{url: '{}', caFile: '{}', organization: 5f1b9a2c8d3e4f0012345678, bindingUser: {{username: ldap-service}}}}",
        server.ready().ldaps,
        server.ready().ca.display()
    );
    fs::write(&file, text)?;
    let target = read_target(&file)?;
    let cases = Case::selected(library, &Selection::parse(&["sample"])?);
    Ok(judge::run(cases, library, &target))
}

/// Opens the page at `url` with a driver; what the driver prints tells what is wrong.
fn drive(driver: &str, url: &str) -> Result<(), Failed> {
    let output = node(driver).arg(url).output()?;
    if output.status.success() {
        return Ok(());
    }
    let told = [output.stdout, output.stderr].concat();
    Err(String::from_utf8_lossy(&told).into())
}

fn is_available() -> bool {
    node("available.mjs")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn node(driver: &str) -> Command {
    let mut command = Command::new("node");
    command
        .arg(
            repository::root()
                .join("tests/browser/drivers")
                .join(driver),
        )
        .env("JCLDAP_TEST_CLIENTS", built::test_clients());
    command
}
