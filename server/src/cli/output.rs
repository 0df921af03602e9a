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
    tell(&report.render(style()));
}

/// Shows what the author of a fixture that can be used may want to know all the same.
pub(super) fn warnings(warnings: &[Problem]) {
    tell(&style().render(warnings));
}

fn style() -> Style {
    if stderr_is_colored() {
        Style::ColoredExcerpts
    } else {
        Style::Excerpts
    }
}

/// Writes to standard error; nobody is left to tell when that fails.
fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Whether standard output shows bold type.
pub(super) fn stdout_is_colored() -> bool {
    wants_color(io::stdout().is_terminal())
}

/// Whether standard error shows colours.
pub(super) fn stderr_is_colored() -> bool {
    wants_color(io::stderr().is_terminal())
}

/// Colours are for terminals, and for people who haven't set `NO_COLOR` (<https://no-color.org>).
fn wants_color(terminal: bool) -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    terminal && !refused && !dumb
}

/// How wide reports are.
const COLUMNS: usize = 100;
