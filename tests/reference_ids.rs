//! Every id of the reference documents that code or documents cite is defined there.

use jcldap_tests::reference_ids::DefinedIds;
use jcldap_tests::repository;

#[test]
fn every_cited_id_is_defined() {
    let files = repository::text_files();
    let document = |name: &str| {
        let path = repository::root().join("docs/reference").join(name);
        std::fs::read_to_string(path).expect("the reference document is there")
    };
    let defined = DefinedIds::collect(
        &document("jumpcloud.md"),
        &document("openldap.md"),
        &document("consumers.md"),
    );

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
