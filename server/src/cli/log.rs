//! The log on standard error.

use std::io;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::arguments::LogFormat;
use super::output;

/// Starts logging for the rest of the process. A subscriber that is already there stays.
pub(super) fn start(format: LogFormat, verbose: u8) {
    let layer = match format {
        LogFormat::Text => fmt::layer()
            .with_writer(io::stderr)
            .with_target(false)
            .with_ansi(output::stderr_is_colored())
            .boxed(),
        LogFormat::Json => fmt::layer()
            .with_writer(io::stderr)
            .json()
            .flatten_event(true)
            .boxed(),
    };
    // Only a second call in one process can fail, and the first one's settings are as good.
    let _ = tracing_subscriber::registry()
        .with(layer.with_filter(targets(verbose)))
        .try_init();
}

/// What the command itself says is always shown; what the server does, on request.
fn targets(verbose: u8) -> Targets {
    let (server, others) = match verbose {
        0 => (LevelFilter::WARN, LevelFilter::WARN),
        1 => (LevelFilter::INFO, LevelFilter::WARN),
        2 => (LevelFilter::DEBUG, LevelFilter::INFO),
        _ => (LevelFilter::TRACE, LevelFilter::TRACE),
    };
    Targets::new()
        .with_default(others)
        .with_target("jcldap", server)
        .with_target("jcldap::cli", server.max(LevelFilter::INFO))
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn each_v_shows_more() {
        let shows = |verbose, target, level| targets(verbose).would_enable(target, &level);
        assert!(shows(0, "jcldap::cli::serve", Level::INFO));
        assert!(!shows(0, "jcldap::connection", Level::INFO));
        assert!(shows(0, "jcldap::connection", Level::WARN));
        assert!(shows(1, "jcldap::connection", Level::INFO));
        assert!(!shows(1, "rustls", Level::INFO));
        assert!(shows(2, "jcldap::connection", Level::DEBUG));
        assert!(shows(3, "rustls", Level::TRACE));
    }
}
