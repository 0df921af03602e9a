//! Every id of the reference documents that code or documents cite is defined there.

use jcldap_tests::reference_ids::DefinedIds;
use jcldap_tests::repository;

#[test]
fn every_cited_id_is_defined() {
    let files = repository::text_files();
    let defined = DefinedIds::load();

    let unknown: Vec<String> = files
        .iter()
        .flat_map(|(file, text)| defined.unknown_in(file, text))
        .map(|found| found.to_string())
        .collect();

    assert!(
        unknown.is_empty(),
        "ids that no document of docs/reference defines:\n{}",
        unknown.join("\n")
    );
}
