//! The organizations that the suites are run against: a fixture, the roles of its subjects in scenarios, and passwords.

use std::path::PathBuf;

use jcldap_tests::repository;

/// The folders of all organizations, in the order in which a scenario tries them: it runs against the first that has the
/// subjects and the features it needs. The second has more users than fit into a page, and the actions on locked and expired
/// users the other way round; the third has optional features that are off by default.
pub fn organizations() -> Vec<PathBuf> {
    let folder = repository::root().join("tests/conformance");
    let (large, optional) = (folder.join("large"), folder.join("optional"));
    vec![folder, large, optional]
}
