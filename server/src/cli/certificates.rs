//! What `serve` shows its clients: a certificate of the user's own, or one made for this run.

use std::path::{Path, PathBuf};

use tracing::{info, warn};

use super::arguments::ServeArguments;
use crate::Addresses;
use crate::tls::{Authority, Notice, ServerIdentity, StateDirectory, TlsError};

/// The server's certificate, and the one for clients to trust.
#[derive(Debug)]
pub(super) struct Certificates {
    identity: ServerIdentity,
    ca: Option<PathBuf>,
    /// Held as long as the server runs: a temporary one goes away with this.
    _state_directory: Option<StateDirectory>,
}

impl Certificates {
    /// Prepares them as the arguments say, for a server that is going to listen at these addresses, and logs what a person
    /// should know about it.
    pub(super) fn prepare(
        arguments: &ServeArguments,
        addresses: &Addresses,
    ) -> Result<Self, TlsError> {
        if let (Some(certificate), Some(key)) = (&arguments.certificate, &arguments.key) {
            let identity = ServerIdentity::from_files(certificate, key)?;
            return Ok(Self {
                identity,
                ca: None,
                _state_directory: None,
            });
        }
        let (state_directory, notices) = StateDirectory::resolve(arguments.state_dir.as_deref())?;
        notices.iter().for_each(tell);
        let (authority, notices) = Authority::load_or_create(&state_directory)?;
        notices.iter().for_each(tell);
        Ok(Self {
            identity: authority.issue(&hostnames(arguments, addresses))?,
            ca: authority.certificate_file().map(Path::to_owned),
            _state_directory: Some(state_directory),
        })
    }

    pub(super) fn identity(&self) -> ServerIdentity {
        self.identity.clone()
    }

    /// The certificate to trust; none with a certificate of the user's own.
    pub(super) fn ca(&self) -> Option<&Path> {
        self.ca.as_deref()
    }
}

/// The names asked for, and the addresses themselves: whoever is told to listen there is called by it.
fn hostnames(arguments: &ServeArguments, addresses: &Addresses) -> Vec<String> {
    let listened = addresses
        .iter()
        .map(|address| address.ip())
        .filter(|address| !address.is_unspecified());
    let mut hostnames = arguments.hostnames.clone();
    for address in listened.map(|address| address.to_string()) {
        if !hostnames.contains(&address) {
            hostnames.push(address);
        }
    }
    hostnames
}

fn tell(notice: &Notice) {
    if notice.is_warning() {
        warn!("{notice}");
    } else {
        info!("{notice}");
    }
}
