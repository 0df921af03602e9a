//! Writes `docs/reference/evidence.md`.

use std::collections::BTreeMap;
use std::path::Path;

use jcldap::behavior::SWITCHES;

use super::proofs::{Proof, Proofs};
use super::reasons::Reasons;
use crate::oracle::{Differences, Group, Table};

const INTRODUCTION: &str = "\
# Evidence

What shows that the stand-in is as the reference documents say: for each fact and unknown of [jumpcloud.md](jumpcloud.md),
sections 1 to 8, and each point of [openldap.md](openldap.md), the tests that prove it, the switches that make it a choice, or
why there is neither. Tests stand with their files.

This page is written by a test, from the tests themselves and from [tests/evidence.yaml](../../tests/evidence.yaml);
`UPDATE_DOCS=1 cargo test -p jcldap-tests --test evidence` writes it anew.
";

const ORACLE: &str = "
# The oracle

slapd and the stand-in hold the same entries and are asked the same; result code, matchedDN, diagnostic message, controls,
entries, attributes and values are compared. The requests stand in
[tests/oracle/requests.yaml](../../tests/oracle/requests.yaml), the differences that are meant in
[tests/oracle/differences.yaml](../../tests/oracle/differences.yaml). One that is not listed fails, and so does a listed one
that does not occur.
";

/// The page for these ids, in their order.
pub fn page(ids: &[String], proofs: &Proofs, reasons: &Reasons) -> String {
    let facts = section("Facts about JumpCloud", "J", ids, proofs, reasons);
    let unknowns = section("Unknowns", "U", ids, proofs, reasons);
    let points = section("OpenLDAP's answers", "openldap", ids, proofs, reasons);
    format!("{INTRODUCTION}{facts}{unknowns}{points}{}", oracle())
}

fn section(
    title: &str,
    prefix: &str,
    ids: &[String],
    proofs: &Proofs,
    reasons: &Reasons,
) -> String {
    let rows: Vec<String> = ids
        .iter()
        .filter(|id| id.starts_with(prefix))
        .map(|id| format!("| {id} | {} |\n", shown_by(id, proofs, reasons)))
        .collect();
    format!(
        "\n# {title}\n\n| id | shown by |\n|---|---|\n{}",
        rows.concat()
    )
}

/// The tests by file, the switches, and what is written by hand.
fn shown_by(id: &str, proofs: &Proofs, reasons: &Reasons) -> String {
    let reason = reasons.0.get(id);
    let named = reason.iter().flat_map(|reason| &reason.tests);
    let named = named.filter_map(|full_name| proofs.test(full_name));
    let mut by_file: BTreeMap<&Path, Vec<&str>> = BTreeMap::new();
    for Proof { file, name } in proofs.of(id).chain(named) {
        by_file.entry(file).or_default().push(name);
    }
    let tests = by_file.iter().map(|(file, names)| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let file = file.display();
        format!("[{file}](../../{file}): {}", names.join(", "))
    });
    let switches = SWITCHES
        .iter()
        .filter(|switch| switch.evidence().contains(&id))
        .map(|switch| {
            let name = switch.name();
            let anchor = name.replace('.', "").to_lowercase();
            format!("switch [`{name}`](behavior.md#{anchor})")
        });
    let written = reason.and_then(|reason| reason.not_applicable.as_ref());
    let written = written.map(|reason| format!("not applicable: {reason}"));
    let parts: Vec<String> = tests.chain(switches).chain(written).collect();
    parts.join("; ").replace('|', "\\|")
}

fn oracle() -> String {
    let table = Table::load();
    let requests: usize = table.groups.iter().map(Group::len).sum();
    let groups = table
        .groups
        .iter()
        .map(|group| format!("| {} | {} |\n", group.name, group.len()));
    let differences = Differences::load().differences;
    let count = differences.len();
    let rows = differences.iter().map(|difference| {
        format!(
            "| `{}` | {} | {} | {} | {} |\n",
            difference.id,
            difference.group,
            difference.field,
            difference.evidence,
            difference.reason.replace('|', "\\|")
        )
    });
    format!(
        "{ORACLE}\n{requests} requests are compared:\n\n| about | requests |\n|---|---|\n{}\n{count} differences are listed:\n\n\
         | difference | about | field | evidence | reason |\n|---|---|---|---|---|\n{}",
        groups.collect::<String>(),
        rows.collect::<String>()
    )
}
