//! `jcldap serve`: from arguments to a running server, and its end.

use std::net::SocketAddr;
use std::time::Duration;

use jcldap_fixtures::Problem;
use tokio::runtime;
use tracing::{info, warn};

use super::arguments::{LogFormat, ServeArguments};
use super::banner::{Banner, BannerOrganization, BindingUser};
use super::certificates::Certificates;
use super::failure::Failure;
use super::ready_file::ReadyFile;
use super::seed::{self, Seed};
use super::stop_signal::StopSignal;
use super::{control, log, output};
use crate::control::{AccessRules, ControlListener, HealthProbe, Plane};
use crate::ready::{Ready, url};
use crate::{Addresses, Clock, Limits, OrganizationSummary, PushTiming, Settings, StandIn};

pub(super) fn run(arguments: &ServeArguments) -> Result<(), Failure> {
    log::start(arguments.log, arguments.verbose);
    let addresses = Addresses {
        ldaps: arguments.ldaps.address(),
        ldap: arguments.ldap.address(),
        ldaps_mfa: arguments.ldaps_mfa.address(),
    };
    if addresses.iter().next().is_none() {
        return Err(Failure::NothingToServe);
    }
    let control = ControlSettings {
        address: arguments.control.address(),
        rules: control::access_rules(arguments)?,
    };
    // What a server before this one left behind isn't true any more, however this start goes.
    let ready_file = arguments
        .ready_file
        .clone()
        .map(ReadyFile::claim)
        .transpose()?;
    let overrides = seed::overrides(&arguments.behavior)?;
    let seeds = seed::load(&arguments.fixtures)?;
    seeds
        .iter()
        .flat_map(|seed| &seed.warnings)
        .for_each(warn_of);
    let certificates = Certificates::prepare(arguments, &addresses)?;
    let settings = Settings {
        fixtures: seeds.iter().map(|seed| seed.fixture.clone()).collect(),
        overrides,
        addresses,
        identity: certificates.identity(),
        limits: Limits::default(),
        clock: Clock::system(),
        push: PushTiming::default(),
    };
    let runtime = runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(serve(
        settings,
        control,
        &seeds,
        &certificates,
        ready_file,
        arguments.log,
    ));
    // A slow password check must not delay the end.
    runtime.shutdown_timeout(LAST_TASKS);
    outcome
}

/// Where the control plane is to listen, if at all, and to whom.
struct ControlSettings {
    address: Option<SocketAddr>,
    rules: AccessRules,
}

async fn serve(
    settings: Settings,
    control: ControlSettings,
    seeds: &[Seed],
    certificates: &Certificates,
    ready_file: Option<ReadyFile>,
    log: LogFormat,
) -> Result<(), Failure> {
    // Listened for before anyone is told of the server, so that none of its callers can stop it too early.
    let mut stop = StopSignal::listen()?;
    let listener = match control.address {
        Some(address) => Some(ControlListener::bind(address, control.rules).await?),
        None => None,
    };
    let identity = settings.identity.clone();
    let stand_in = StandIn::start(settings).await?;
    let organizations = stand_in.organizations();
    let addresses = stand_in.addresses();
    let control_address = listener.as_ref().map(ControlListener::address);
    let ready = Ready::new(
        addresses,
        control_address,
        certificates.ca(),
        &organizations,
    );
    let control = listener.map(|listener| {
        let probe = HealthProbe::new(addresses, &identity);
        let authority = identity.authority_pem();
        listener.serve(Plane::new(&stand_in, ready.clone(), authority, probe))
    });

    // Held until the end, which removes the file.
    let _ready_file = match ready_file {
        Some(mut ready_file) => {
            ready_file.publish(&ready)?;
            Some(ready_file)
        }
        None => None,
    };
    for beyond in addresses
        .iter()
        .filter(|address| reaches_beyond_this_machine(*address))
    {
        warn!(address = %beyond, "listens beyond this machine: whoever reaches it can try the passwords of its fixture");
    }
    match log {
        LogFormat::Text => {
            let banner = banner(
                addresses,
                control_address,
                certificates,
                seeds,
                organizations,
            );
            output::print(banner.render(output::stdout_is_colored()).as_bytes())?;
        }
        LogFormat::Json => info!(
            ldaps = addresses.ldaps.map(|address| url("ldaps", address)),
            ldap = addresses.ldap.map(|address| url("ldap", address)),
            ldaps_mfa = addresses.ldaps_mfa.map(|address| url("ldaps", address)),
            control = ready.control,
            ca = certificates.ca().map(|ca| ca.display().to_string()),
            "ready"
        ),
    }
    stop.received().await;
    if let Some(control) = control {
        control.shutdown().await;
    }
    stand_in.shutdown().await;
    Ok(())
}

fn reaches_beyond_this_machine(address: SocketAddr) -> bool {
    !address.ip().to_canonical().is_loopback()
}

fn banner(
    addresses: Addresses,
    control: Option<SocketAddr>,
    certificates: &Certificates,
    seeds: &[Seed],
    organizations: Vec<OrganizationSummary>,
) -> Banner {
    let organizations = organizations
        .into_iter()
        .zip(seeds)
        .map(|(organization, seed)| {
            let binding_user = |dn: String| BindingUser {
                public_password: public_password(seed, &dn),
                dn,
            };
            BannerOrganization {
                name: organization.name,
                source: seed.source.clone(),
                base_dn: organization.base_dn,
                binding_users: organization
                    .binding_dns
                    .into_iter()
                    .map(binding_user)
                    .collect(),
                users: organization.users,
                groups: organization.groups,
            }
        });
    Banner {
        addresses,
        control,
        ca: certificates.ca().map(ToOwned::to_owned),
        organizations: organizations.collect(),
    }
}

/// The password that the embedded fixture gives the user of this name; others are not ours to print.
fn public_password(seed: &Seed, dn: &str) -> Option<String> {
    let mut users = seed.fixture.users.iter().filter(|_| seed.embedded);
    let user = users.find(|user| dn.starts_with(&format!("uid={},", user.username)))?;
    Some(user.password.as_ref()?.expose().to_owned())
}

fn warn_of(problem: &Problem) {
    let place = problem
        .place
        .as_ref()
        .map(|place| format!(":{}:{}", place.line, place.column));
    warn!("{}{}: {problem}", problem.file, place.unwrap_or_default());
}

/// How long a task that is still at work may hold the process up after the server has ended.
const LAST_TASKS: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_addresses_stay_on_this_machine() {
        for (address, beyond) in [
            ("127.0.0.1:1636", false),
            ("127.1.2.3:1636", false),
            ("[::1]:1636", false),
            ("[::ffff:127.0.0.1]:1636", false),
            ("0.0.0.0:1636", true),
            ("[::]:1636", true),
            ("192.0.2.7:1636", true),
            ("[2001:db8::7]:1636", true),
        ] {
            assert_eq!(
                reaches_beyond_this_machine(address.parse().unwrap()),
                beyond,
                "{address}"
            );
        }
    }
}
