//! slapd and the stand-in, asked the same.
//!
//! A new request is a line in `requests.yaml`; a difference that is meant is an entry in `differences.yaml`.
//!
//! Without slapd the comparisons are ignored, but not with `CI=true`: there they run and fail.

use std::env;
use std::process::ExitCode;
use std::sync::Arc;

use jcldap_tests::oracle::{self, Differences, Environment, Slapd, Table};
use libtest_mimic::{Arguments, Failed, Trial};

/// How many requests the table has at the least.
const ENOUGH: usize = 400;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let must_run = env::var("CI").is_ok_and(|value| value == "true");
    let ignored = !must_run && !Slapd::is_available();
    let table = Arc::new(Table::load());
    let listed = Arc::new(Differences::load());

    let mut trials = Vec::new();
    for place in 0..table.groups.len() {
        let (table, listed) = (table.clone(), listed.clone());
        let name = format!("oracle::{}", table.groups[place].name);
        let run = move || {
            // For each group its own: slapd carries out a Modify without changes, which moves a stamp that others compare.
            let environment = Environment::start(&table);
            let group = &table.groups[place];
            let compared = oracle::compare(group, &listed.differences, &environment)?;
            println!("oracle::{}: {compared} requests", group.name);
            Ok(())
        };
        trials.push(Trial::test(name, run).with_ignored_flag(ignored));
    }
    trials.push(Trial::test("oracle::table", move || check(&table, &listed)));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The table asks enough, and every listed difference is about one of its groups.
fn check(table: &Table, listed: &Differences) -> Result<(), Failed> {
    let requests: usize = table.groups.iter().map(oracle::Group::len).sum();
    if requests < ENOUGH {
        return Err(
            format!("the table has {requests} requests; expected at least {ENOUGH}").into(),
        );
    }
    for difference in &listed.differences {
        let known = |group: &oracle::Group| group.name == difference.group;
        if !table.groups.iter().any(known) {
            return Err(format!("`{}` is about no group of the table", difference.id).into());
        }
    }
    println!(
        "{requests} requests, {} listed differences",
        listed.differences.len()
    );
    Ok(())
}
