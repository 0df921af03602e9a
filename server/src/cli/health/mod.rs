//! `jcldap health`: whether a server really answers, asked the way that its clients ask.

mod target;

use std::time::Duration;

use miette::Diagnostic;
use thiserror::Error;
use tokio::runtime;

use self::target::{Target, TargetError};
use super::arguments::HealthArguments;
use super::failure::Failure;
use super::output;
use crate::probe::{self, ProbeError};

pub(super) fn run(arguments: &HealthArguments) -> Result<(), Failure> {
    let target = Target::choose(arguments).map_err(HealthError::from)?;
    let address = (target.host.as_str(), target.port);
    let deadline = Duration::from_secs(arguments.timeout);
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime
        .block_on(async {
            tokio::time::timeout(deadline, probe::search_root_dse(address, Some(&target.tls))).await
        })
        .unwrap_or(Err(ProbeError::Late {
            seconds: arguments.timeout,
        }))
        .map_err(|source| HealthError::Probe {
            url: target.url.clone(),
            help: source.help(),
            source,
        })?;
    Ok(output::print(
        format!("{} answers\n", target.url).as_bytes(),
    )?)
}

/// Why a server isn't healthy, or can't be asked.
#[derive(Debug, Diagnostic, Error)]
pub(super) enum HealthError {
    /// It isn't known whom to ask.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Target(#[from] TargetError),
    /// It was asked and didn't answer as it should.
    #[error("`{url}` doesn't answer")]
    #[diagnostic(code(health::unhealthy))]
    Probe {
        /// Who was asked.
        url: String,
        /// What came instead of an answer.
        source: ProbeError,
        /// What to do about it.
        #[help]
        help: Option<&'static str>,
    },
}
