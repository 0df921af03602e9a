//! The command `jcldap` as a user meets it: what it prints, what it leaves behind, and its exit codes.

#[cfg(test)]
mod init;
#[cfg(test)]
mod process;
#[cfg(test)]
mod serve;
#[cfg(test)]
mod target;

/// Each file of `cases` shows commands and what they print.
#[test]
fn commands_print_what_their_cases_show() {
    trycmd::TestCases::new().case("tests/command_line/cases/*.trycmd");
}
