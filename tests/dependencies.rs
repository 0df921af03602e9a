//! Every package that this platform's build uses has an allowed licence and source and is not banned, as `deny.toml` says.
//!
//! cargo-deny reads the same file and more of it, advisories among it, where it is installed.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use jcldap_tests::repository;
use serde::Deserialize;
use spdx::{Expression, Licensee, ParseMode};

/// The part of `deny.toml` that is checked here.
#[derive(Deserialize)]
struct Policy {
    licenses: Licences,
    bans: Bans,
    sources: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    package: String,
    reason: String,
}

/// A package as `cargo tree` prints it: `name v1.2.3 (source)|licence`, without a source where it is crates.io.
#[derive(Clone)]
struct Package {
    name: String,
    version: String,
    licence: String,
    source: Option<String>,
}

impl Package {
    fn parse(line: &str) -> Self {
        // A package printed before has a star, a macro is called one; neither matters here.
        let (package, licence) = line.split_once('|').expect("the format has a bar");
        let mut parts = package.splitn(3, ' ');
        let mut part = || parts.next().map(str::to_owned);
        Self {
            name: part().unwrap_or_default(),
            version: part().unwrap_or_default(),
            source: part().filter(|source| source != "(proc-macro)"),
            licence: licence.trim_end_matches(" (*)").to_owned(),
        }
    }
}

#[test]
fn every_dependency_is_allowed() {
    let policy = policy();
    let packages = packages();
    assert!(
        packages.len() > 100,
        "cargo names all packages, not {}",
        packages.len()
    );
    let problems: Vec<String> = packages
        .iter()
        .flat_map(|package| problems(package, &policy))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_package_that_is_not_allowed_is_named_with_the_reason() {
    let policy = policy();
    let problems = |line| problems(&Package::parse(line), &policy);
    assert_eq!(
        problems("good v1.0.0|LGPL-2.1-or-later OR (MIT AND Unicode-3.0)"),
        [""; 0]
    );
    assert_eq!(
        problems("good v1.0.0 (proc-macro)|MIT/Apache-2.0 (*)"),
        [""; 0]
    );
    assert_eq!(
        problems("ring v1.0.0|MIT"),
        ["ring v1.0.0: banned: one TLS provider: aws-lc-rs"]
    );
    assert_eq!(
        problems("bad v1.0.0|GPL-3.0-only AND MIT"),
        ["bad v1.0.0: licence `GPL-3.0-only AND MIT`"]
    );
    assert_eq!(problems("bad v1.0.0|"), ["bad v1.0.0: licence ``"]);
    assert_eq!(
        problems("bad v1.0.0 (https://code.test/bad#1)|MIT"),
        ["bad v1.0.0: source (https://code.test/bad#1)"]
    );
}

fn policy() -> Policy {
    let path = repository::root().join("deny.toml");
    let text = std::fs::read_to_string(path).expect("deny.toml is there");
    let policy: Policy =
        toml::from_str(&text).expect("deny.toml has the parts that are checked here");
    for what in ["unknown-registry", "unknown-git"] {
        assert_eq!(
            policy.sources.get(what).map(String::as_str),
            Some("deny"),
            "{what}"
        );
    }
    policy
}

/// What the build of the whole workspace uses. `cargo metadata` would name packages too that no feature turns on.
fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--workspace",
            "--locked",
            "--offline",
            "--prefix",
            "none",
        ])
        .args(["--edges", "normal,build,dev", "--format", "{p}|{l}"])
        .current_dir(repository::root())
        .output()
        .expect("cargo is there when its tests run");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo tree: {errors}");
    let tree = String::from_utf8(output.stdout).expect("cargo writes text");
    let lines: BTreeSet<&str> = tree.lines().filter(|line| !line.is_empty()).collect();
    lines.into_iter().map(Package::parse).collect()
}

fn problems(package: &Package, policy: &Policy) -> Vec<String> {
    let mut problems = Vec::new();
    if !is_allowed(&package.licence, policy) {
        problems.push(format!("licence `{}`", package.licence));
    }
    let ours = format!("({}", repository::root().display());
    if let Some(source) = package
        .source
        .as_ref()
        .filter(|source| !source.starts_with(&ours))
    {
        problems.push(format!("source {source}"));
    }
    for ban in policy
        .bans
        .deny
        .iter()
        .filter(|ban| ban.package == package.name)
    {
        problems.push(format!("banned: {}", ban.reason));
    }
    let Package { name, version, .. } = package;
    problems
        .iter()
        .map(|problem| format!("{name} {version}: {problem}"))
        .collect()
}

fn is_allowed(licence: &str, policy: &Policy) -> bool {
    let allowed: Vec<Licensee> = policy
        .licenses
        .allow
        .iter()
        .map(|name| Licensee::parse(name).expect("deny.toml names licences by their SPDX ids"))
        .collect();
    // Lax, for some packages still write `MIT/Apache-2.0`.
    Expression::parse_mode(licence, ParseMode::LAX).is_ok_and(|expression| {
        expression.evaluate(|wanted| allowed.iter().any(|one| one.satisfies(wanted)))
    })
}
