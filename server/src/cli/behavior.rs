//! `jcldap behavior`: the switches, from the one table that defines them.

use std::fmt::{self, Write};

use jcldap_fixtures::behavior::{SWITCHES, Scope, Switch};

use super::failure::Failure;
use super::output;

pub(super) fn run() -> Result<(), Failure> {
    let mut text = String::new();
    // Writing to a string can't fail.
    let _ = write(&mut text);
    Ok(output::print(text.as_bytes())?)
}

fn write(text: &mut String) -> fmt::Result {
    writeln!(text, "{INTRODUCTION}")?;
    SWITCHES
        .iter()
        .try_for_each(|switch| write_switch(text, switch))
}

fn write_switch(text: &mut String, switch: &Switch) -> fmt::Result {
    let default = switch.default_text();
    writeln!(text, "\n{}={default}", switch.name())?;
    for line in switch.documentation().lines() {
        writeln!(text, "    {}", line.trim())?;
    }
    for allowed in switch.allowed() {
        let mark = if allowed.as_word() == Some(&default) {
            '*'
        } else {
            ' '
        };
        writeln!(text, "  {mark} {allowed}: {}", allowed.meaning())?;
    }
    let holder = match switch.scope() {
        Scope::Organization => "each organization",
        Scope::Server => "the server",
    };
    writeln!(
        text,
        "    Set for {holder}. Evidence: {}",
        switch.evidence().join(", ")
    )
}

const INTRODUCTION: &str = "\
What nobody outside JumpCloud knows is a switch. Each is shown with its default, then what it decides, then its values.
Set one with `--behavior NAME=VALUE`, JCLDAP_BEHAVIOR=NAME=VALUE,NAME=VALUE or `behavior` in a fixture: the first of
these that mentions it decides.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_every_switch_with_its_default_and_evidence() {
        let mut text = String::new();
        write(&mut text).unwrap();
        assert!(!SWITCHES.is_empty());
        for switch in SWITCHES {
            assert!(
                text.contains(&format!("\n{}={}\n", switch.name(), switch.default_text())),
                "{}",
                switch.name()
            );
            for id in switch.evidence() {
                assert!(text.contains(id), "{id}");
            }
        }
    }
}
