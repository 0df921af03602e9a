//! `jcldap check`: every problem of every fixture, and nothing started.

use super::arguments::CheckArguments;
use super::banner::counted;
use super::failure::Failure;
use super::output;
use super::seed::Seed;

pub(super) fn run(arguments: &CheckArguments) -> Result<(), Failure> {
    let mut refused = 0_usize;
    for file in &arguments.fixtures {
        let Some(seed) = Seed::read(file) else {
            refused += 1;
            continue;
        };
        output::warnings(&seed.warnings);
        let mut holds = vec![
            counted(seed.fixture.users.len(), "user"),
            counted(seed.fixture.groups.len(), "group"),
        ];
        if !seed.warnings.is_empty() {
            holds.push(counted(seed.warnings.len(), "warning"));
        }
        let (name, holds) = (&seed.fixture.organization.name, holds.join(", "));
        output::print(format!("{}: {name}, {holds}\n", file.display()).as_bytes())?;
    }
    match refused {
        0 => Ok(()),
        refused => Err(Failure::Fixtures {
            refused,
            all: arguments.fixtures.len(),
        }),
    }
}
