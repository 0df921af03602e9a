//! What each command prints and how it exits, as a user sees it.

#[test]
fn commands() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd");
}
