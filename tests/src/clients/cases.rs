//! The table of cases: its format, how it is read, and how a group of cases is run through one client.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::clients::client::Client;
use crate::clients::expectation::Expectation;
use crate::repository;
use crate::server_process::ServerProcess;

/// One file of `cases/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// The file's own name, without its ending.
    #[serde(skip)]
    name: String,
    /// Fixtures of `fixtures/data`, one organization each; without one the server runs on its embedded seed.
    #[serde(default)]
    fixtures: Vec<String>,
    /// Short names for the DNs that the cases repeat: `{people}` in a case stands for the value of `people` here. They
    /// are in place when the file is read in earnest.
    #[serde(rename = "names")]
    _names: Option<BTreeMap<String, String>>,
    /// Who sends the requests of the cases that don't say it themselves.
    bind: Option<Bind>,
    cases: Vec<Case>,
}

/// The part of a case file that the rest of it is written with.
#[derive(Debug, Deserialize)]
struct Names {
    #[serde(default)]
    names: BTreeMap<String, String>,
}

/// One request and what must come back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    bind: Option<Bind>,
    search: Option<Search>,
    expect: Expectation,
}

/// A simple bind; empty name and password make an anonymous one.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bind {
    pub(crate) name: String,
    pub(crate) password: String,
}

/// A search, in the words of RFC 4511 section 4.5.1.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Search {
    pub(crate) base: String,
    pub(crate) scope: Scope,
    pub(crate) filter: String,
    /// Empty: the request has an empty attribute list, which asks for all user attributes.
    #[serde(default)]
    pub(crate) attributes: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Scope {
    BaseObject,
    SingleLevel,
    WholeSubtree,
}

/// What a driver is asked to do: connect, bind, search, disconnect.
#[derive(Debug, Serialize)]
pub(crate) struct Request {
    pub(crate) url: String,
    /// The file of the authority's certificate; without it the client trusts what the machine trusts.
    pub(crate) ca: Option<PathBuf>,
    pub(crate) bind: Option<Bind>,
    pub(crate) search: Option<Search>,
}

impl CaseFile {
    /// What the cases have in common: the file's name without its ending.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs all cases through `client` on a server of their own.
    ///
    /// # Errors
    ///
    /// A line for each thing that was not as a case expects.
    pub fn run(&self, client: Client) -> Result<(), String> {
        let fixtures: Vec<PathBuf> = self
            .fixtures
            .iter()
            .map(|name| repository::fixture(name))
            .collect();
        let server = ServerProcess::start(&fixtures);
        let mut session = client.start();

        let mut problems = Vec::new();
        for case in &self.cases {
            let request = Request {
                url: server.ready().ldaps.clone(),
                ca: Some(server.ready().ca.clone()),
                bind: case.bind.clone().or_else(|| self.bind.clone()),
                search: case.search.clone(),
            };
            let outcome = session.carry_out(&request);
            for problem in case.expect.problems_of(&request, &outcome) {
                problems.push(format!("{}: {problem}", case.name));
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems.join("\n"))
        }
    }
}

/// Reads every file of `cases/`, in the order of their names.
pub fn load() -> Vec<CaseFile> {
    let folder = repository::root().join("tests/clients/cases");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of cases is there")
        .map(|entry| entry.expect("a folder entry can be read").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).expect("a case file is text");
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            parse(&name, &text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
        })
        .collect()
}

fn parse(name: &str, text: &str) -> Result<CaseFile, serde_yaml::Error> {
    let Names { names } = serde_yaml::from_str(text)?;
    let mut expanded = text.to_owned();
    for (short, value) in &names {
        expanded = expanded.replace(&format!("{{{short}}}"), value);
    }
    let mut file: CaseFile = serde_yaml::from_str(&expanded)?;
    name.clone_into(&mut file.name);
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_its_value() {
        let text = "names: { people: ou=Users }\ncases:\n- { name: n, bind: { name: 'uid=a,{people}', password: b }, expect: {} }";
        let file = parse("bind", text).unwrap();
        assert_eq!(file.name(), "bind");
        assert_eq!(file.cases[0].bind.as_ref().unwrap().name, "uid=a,ou=Users");
    }

    #[test]
    fn a_misspelt_key_is_an_error() {
        for text in [
            "cases: []\nfixture: []",
            "cases: [{ name: n, expects: {} }]",
            "cases: [{ name: n, expect: { binds: success } }]",
        ] {
            assert!(parse("bind", text).is_err(), "{text}");
        }
    }
}
