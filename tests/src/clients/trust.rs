//! A client that isn't given the server's authority refuses the connection.

use crate::clients::cases::{Request, Scope, Search};
use crate::clients::client::Client;
use crate::server_process::ServerProcess;

/// The same request reads the root DSE with the authority, and fails before any answer without it.
///
/// # Errors
///
/// What went otherwise.
pub fn only_with_the_authority(client: Client) -> Result<(), String> {
    let server = ServerProcess::start(&[]);
    let mut session = client.start();
    let mut request = Request {
        url: server.ready().ldaps.clone(),
        ca: Some(server.ready().ca.clone()),
        bind: None,
        search: Some(Search {
            base: String::new(),
            scope: Scope::BaseObject,
            filter: "(objectClass=*)".to_owned(),
            attributes: Vec::new(),
        }),
    };

    let trusting = session.carry_out(&request);
    let answered = trusting
        .search
        .is_some_and(|search| search.entries.len() == 1);
    if !answered {
        return Err(format!(
            "no root DSE with the authority; the client said {:?}",
            trusting.failure
        ));
    }

    request.ca = None;
    let distrusting = session.carry_out(&request);
    if distrusting.failure.is_none() || distrusting.search.is_some() {
        return Err(format!(
            "without the authority the client still got {distrusting:?}"
        ));
    }
    Ok(())
}
