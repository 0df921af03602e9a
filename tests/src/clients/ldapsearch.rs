//! OpenLDAP's `ldapsearch`, driven as a person would: by its options, its exit code and the LDIF it prints.

use std::collections::BTreeMap;
use std::process::{Command, Output};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::clients::cases::{Request, Scope};
use crate::clients::client::Session;
use crate::clients::outcome::{FoundEntry, Outcome, SearchOutcome};

/// The client; it keeps nothing from one request to the next.
pub(crate) struct Ldapsearch;

/// A command that succeeds where `ldapsearch` is installed.
pub(crate) fn version() -> Command {
    let mut command = Command::new("ldapsearch");
    command.arg("-VV");
    command
}

impl Session for Ldapsearch {
    fn carry_out(&mut self, request: &Request) -> Outcome {
        let output = command_for(request)
            .output()
            .expect("ldapsearch can be started; `tests/run install` installs the clients");
        outcome_of(request, &output)
    }
}

fn command_for(request: &Request) -> Command {
    let mut command = Command::new("ldapsearch");
    command
        .args([
            "-x",
            "-LLL",
            "-o",
            "ldif-wrap=no",
            "-o",
            "nettimeout=10",
            "-H",
            &request.url,
        ])
        .env("LDAPTLS_REQCERT", "demand");
    match &request.ca {
        Some(ca) => command.env("LDAPTLS_CACERT", ca),
        None => command.env_remove("LDAPTLS_CACERT"),
    };
    if let Some(bind) = &request.bind {
        command.args(["-D", &bind.name, "-w", &bind.password]);
    }
    // `ldapsearch` always searches; where only the bind matters, it looks at the root DSE.
    match &request.search {
        None => command.args(["-b", "", "-s", "base", "1.1"]),
        Some(search) => {
            let scope = match search.scope {
                Scope::BaseObject => "base",
                Scope::SingleLevel => "one",
                Scope::WholeSubtree => "sub",
            };
            command
                .args(["-b", &search.base, "-s", scope, &search.filter])
                .args(&search.attributes)
        }
    };
    command
}

fn outcome_of(request: &Request, output: &Output) -> Outcome {
    let errors = String::from_utf8_lossy(&output.stderr);
    // The exit code is the result code; the client's own errors are negative numbers, which end up above 127.
    let code = match output
        .status
        .code()
        .and_then(|code| u32::try_from(code).ok())
    {
        Some(code) if code < 128 => code,
        _ => {
            return Outcome {
                failure: Some(errors.into_owned()),
                ..Outcome::default()
            };
        }
    };
    if errors.starts_with("ldap_bind:") {
        return Outcome {
            bind: Some(code),
            ..Outcome::default()
        };
    }
    let search = request.search.is_some().then(|| SearchOutcome {
        code,
        matched_dn: Some(line_after(&errors, "Matched DN: ")),
        entries: entries_of(&String::from_utf8_lossy(&output.stdout)),
    });
    Outcome {
        failure: None,
        bind: request.bind.is_some().then_some(0),
        search,
    }
}

fn line_after(text: &str, label: &str) -> String {
    let found = text.lines().find_map(|line| line.strip_prefix(label));
    found.unwrap_or_default().to_owned()
}

/// Reads LDIF (RFC 2849) whose lines are not folded: records apart by an empty line, `name: value`, or `name:: value` in
/// base64.
fn entries_of(ldif: &str) -> Vec<FoundEntry> {
    let mut entries = Vec::new();
    for record in ldif
        .split("\n\n")
        .filter(|record| !record.trim().is_empty())
    {
        let mut dn = String::new();
        let mut attributes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in record
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let (name, value) = line.split_once(':').expect("a line of LDIF has a colon");
            let value = match value.strip_prefix(": ") {
                Some(encoded) => text_of_base64(encoded),
                None => value.trim_start().to_owned(),
            };
            if name == "dn" {
                dn = value;
            } else {
                attributes.entry(name.to_owned()).or_default().push(value);
            }
        }
        entries.push(FoundEntry { dn, attributes });
    }
    entries
}

fn text_of_base64(encoded: &str) -> String {
    let octets = BASE64_STANDARD
        .decode(encoded)
        .expect("ldapsearch writes base64");
    String::from_utf8(octets).expect("the cases ask for text only")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ldif_is_read_with_plain_and_base64_values() {
        let entries =
            entries_of("dn: cn=a\ncn: a\nsn:: w6k=\nsn: e\ndescription:\n\ndn:: Y249w6k=\n\n");
        let dns: Vec<&str> = entries.iter().map(|entry| entry.dn.as_str()).collect();
        assert_eq!(dns, ["cn=a", "cn=\u{e9}"]);
        assert_eq!(entries[0].attributes["sn"], ["\u{e9}", "e"]);
        assert_eq!(entries[0].attributes["description"], [""]);
        assert!(entries[1].attributes.is_empty());
    }
}
