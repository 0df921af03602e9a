//! Where to find what was built or fetched for the tests: the `jcldap` binary and the test clients.

use std::env;
use std::path::PathBuf;

/// The `jcldap` binary: the one that `JCLDAP_BIN` names, else the one of the profile that the tests were built with.
pub fn jcldap() -> PathBuf {
    let binary = env::var_os("JCLDAP_BIN").map_or_else(
        || profile_folder().join(format!("jcldap{}", env::consts::EXE_SUFFIX)),
        PathBuf::from,
    );
    assert!(
        binary.is_file(),
        "no `{}`; build it with `cargo build -p jcldap`, or set JCLDAP_BIN",
        binary.display()
    );
    binary
}

/// The folder in which `tests/run` keeps the clients it fetched: the one that `JCLDAP_TEST_CLIENTS` names, else
/// `test-clients` in Cargo's target folder.
pub fn test_clients() -> PathBuf {
    env::var_os("JCLDAP_TEST_CLIENTS").map_or_else(
        || profile_folder().with_file_name("test-clients"),
        PathBuf::from,
    )
}

/// `target/debug`, say: a test executable lies in the folder `deps` of its profile.
fn profile_folder() -> PathBuf {
    let executable = env::current_exe().expect("a test knows its own executable");
    executable
        .ancestors()
        .nth(2)
        .expect("a test executable lies in the folder `deps` of its profile")
        .to_path_buf()
}
