//! Every id of the reference documents is proved by a test, chosen by a switch, or said to be neither, and why.

use std::collections::BTreeSet;
use std::env;
use std::fs;

use jcldap::behavior::SWITCHES;
use jcldap_tests::evidence::{Proofs, Reasons, page};
use jcldap_tests::reference_ids::DefinedIds;
use jcldap_tests::repository;

#[test]
fn every_id_is_shown_by_something() {
    let (proofs, reasons) = (Proofs::collect(), Reasons::load());
    let missing: Vec<String> = ids()
        .into_iter()
        .filter(|id| proofs.of(id).next().is_none() && !reasons.0.contains_key(id))
        .filter(|id| !is_a_switch(id))
        .collect();
    assert!(
        missing.is_empty(),
        "nothing shows these; let a test say `Proves: ID`, or say why none can in tests/evidence.yaml:\n{}",
        missing.join("\n")
    );
}

#[test]
fn every_claim_is_about_a_defined_id() {
    let (proofs, reasons, defined) = (Proofs::collect(), Reasons::load(), DefinedIds::load());
    let claimed: BTreeSet<&str> = proofs
        .ids()
        .chain(reasons.0.keys().map(String::as_str))
        .collect();
    let unknown: Vec<&str> = claimed
        .into_iter()
        .filter(|id| !defined.contains(id))
        .collect();
    assert_eq!(unknown, [""; 0], "ids that no reference document defines");
}

#[test]
fn what_is_written_by_hand_is_true_and_needed() {
    let (proofs, reasons) = (Proofs::collect(), Reasons::load());
    for (id, reason) in &reasons.0 {
        for test in &reason.tests {
            assert!(
                proofs.test(test).is_some(),
                "{id}: there is no test `{test}`"
            );
        }
        if reason.tests.is_empty() {
            assert!(
                reason.not_applicable.is_some(),
                "{id}: neither tests nor a reason"
            );
            assert!(
                proofs.of(id).next().is_none() && !is_a_switch(id),
                "{id}: not applicable, and yet something shows it"
            );
        }
    }
}

#[test]
fn the_page_in_the_documentation_is_up_to_date() {
    let path = repository::root().join("docs/reference/evidence.md");
    let page = page(&ids(), &Proofs::collect(), &Reasons::load());
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).expect("the page can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/reference/evidence.md is stale; run this test with UPDATE_DOCS=1 to write it"
    );
}

/// What has to be shown: the facts of sections 1 to 8, the unknowns, and the points about OpenLDAP, in order.
fn ids() -> Vec<String> {
    let defined = DefinedIds::load();
    let mut ids: Vec<String> = defined
        .iter()
        .filter(|id| {
            let fact_on_the_wire = id.contains('.')
                && id.starts_with('J')
                && id.as_bytes()[1] < b'9'
                && id.as_bytes()[2] == b'.';
            fact_on_the_wire || id.starts_with('U') || id.starts_with("openldap.md")
        })
        .map(ToOwned::to_owned)
        .collect();
    ids.sort_by_key(|id| {
        let number = id.rsplit([' ', 'J', 'U']).next().unwrap_or_default();
        (
            id.starts_with('o'),
            id.starts_with('U'),
            number.replace('.', "").parse::<u32>().ok(),
        )
    });
    ids
}

fn is_a_switch(id: &str) -> bool {
    SWITCHES
        .iter()
        .any(|switch| switch.evidence().contains(&id))
}
