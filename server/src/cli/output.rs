//! Standard output and standard error: the only place that prints.

use std::io::{self, IsTerminal, Write};

use jcldap_fixtures::{FixtureReport, Problem, Style};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

/// Writes to standard output. A reader that has gone away (`jcldap behavior | head`) is no error.
pub(super) fn print(text: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Shows a diagnostic on standard error.
pub(super) fn report(diagnostic: &dyn Diagnostic) {
    let theme = if stderr_is_colored() {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(COLUMNS);
    let mut text = String::new();
    if handler.render_report(&mut text, diagnostic).is_err() {
        text = format!("error: {diagnostic}\n");
    }
    tell(&text);
}

/// Shows what is wrong with a fixture that can't be used, with the lines that it is about.
pub(super) fn refused(report: &FixtureReport) {
    tell(&report.render(Style::for_stream(&io::stderr())));
}

/// Shows what the author of a fixture that can be used may want to know all the same.
pub(super) fn warnings(warnings: &[Problem]) {
    tell(&Style::for_stream(&io::stderr()).render(warnings));
}

/// Writes to standard error; nobody is left to tell when that fails.
fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Whether standard output shows bold type.
pub(super) fn stdout_is_colored() -> bool {
    is_colored(&io::stdout())
}

/// Whether standard error shows colours.
pub(super) fn stderr_is_colored() -> bool {
    is_colored(&io::stderr())
}

/// Everything that is printed follows the rule of the fixtures' reports.
fn is_colored(stream: &impl IsTerminal) -> bool {
    Style::for_stream(stream) == Style::ColoredExcerpts
}

/// How wide reports are.
const COLUMNS: usize = 100;
