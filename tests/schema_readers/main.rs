//! cn=Subschema read by four libraries that are not ours, and the entries of the fixtures by that schema (RFC 4512
//! section 4; `openldap.md 31`).
//!
//! A reader that is not installed is ignored, but not with `CI=true`: there its tests run and fail.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jcldap_tests::repository;
use jcldap_tests::schema_readers::{Account, Reader};
use jcldap_tests::server_process::ServerProcess;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let must_run = std::env::var("CI").is_ok_and(|value| value == "true");
    let fixtures = fixtures();
    let mut trials = Vec::new();
    for reader in Reader::ALL {
        let ignored = !must_run && !reader.is_available();
        let mut add = |name: String, run: Box<dyn FnOnce() -> Result<(), Failed> + Send>| {
            trials.push(Trial::test(name, run).with_ignored_flag(ignored));
        };
        for fixture in &fixtures {
            let stem = fixture.file_stem().unwrap_or_default().to_string_lossy();
            let fixture = fixture.clone();
            add(
                format!("schema_readers::{reader}::{stem}"),
                Box::new(move || reads_everything(reader, &fixture)),
            );
        }
        if reader.reads_ldif() {
            add(
                format!("schema_readers::{reader}::finds_what_is_wrong"),
                Box::new(move || finds_what_is_wrong(reader)),
            );
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// No problem, and as much read as the server publishes.
fn reads_everything(reader: Reader, fixture: &Path) -> Result<(), Failed> {
    let server = ServerProcess::start(&[fixture.to_path_buf()]);
    let reading = reader.read(&server, &Account::of_fixture(fixture))?;
    if !reading.problems.is_empty() {
        return Err(reading.problems.join("\n").into());
    }
    for (kind, count) in published() {
        if reading.counts.get(kind) != Some(&count) {
            let counts = &reading.counts;
            return Err(format!("{count} {kind} are published, the reader has {counts:?}").into());
        }
    }
    Ok(())
}

/// A reader that takes anything proves nothing. Each library is lenient somewhere, so that one miss is allowed.
fn finds_what_is_wrong(reader: Reader) -> Result<(), Failed> {
    let reading = reader.read_ldif(MALFORMED)?;
    let wrong = MALFORMED
        .lines()
        .filter_map(|line| line.split_once(": "))
        .filter(|(_, text)| text.starts_with("( 1.2.3"));
    let missed: Vec<&str> = wrong
        .filter(|(_, text)| {
            !reading
                .problems
                .iter()
                .any(|problem| problem.contains(text))
        })
        .map(|(_, text)| text)
        .collect();
    if missed.len() > 1 {
        return Err(format!("the reader takes {missed:#?}").into());
    }
    Ok(())
}

/// One description of each kind, and then some that break the grammar of RFC 4512 section 4.1.
const MALFORMED: &str = "\
dn: cn=Subschema
objectClass: top
ldapSyntaxes: ( 1.3.6.1.4.1.1466.115.121.1.15 DESC 'Directory String' )
ldapSyntaxes: ( 1.2.3.1 DESC 'x )
matchingRules: ( 2.5.13.2 NAME 'caseIgnoreMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
matchingRules: ( 1.2.3.2 NAME 'a' SYNTAX )
matchingRuleUse: ( 2.5.13.2 NAME 'caseIgnoreMatch' APPLIES cn )
attributeTypes: ( 2.5.4.3 NAME 'cn' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributeTypes: ( 1.2.3.3 NAME 'a' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15
objectClasses: ( 2.5.6.0 NAME 'top' ABSTRACT )
objectClasses: ( 1.2.3.4 NAME 'a' SUP top STRUCTURAL MUST ( cn $ ) )
objectClasses: ( 1.2.3.5 NAME a SUP top STRUCTURAL )
";

fn fixtures() -> Vec<PathBuf> {
    let folder = repository::root().join("fixtures/data");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of fixtures is there")
        .map(|entry| entry.expect("a folder entry can be read").path())
        .filter(|path| !path.ends_with(MORE_OF_THE_SAME))
        .collect();
    paths.sort();
    paths
}

/// How many descriptions of each kind there are, so that a reader that drops some without a word is found out.
fn published() -> BTreeMap<&'static str, usize> {
    let schema = jcldap_directory::Schema::standard()
        .build()
        .expect("the standard schema is well formed");
    BTreeMap::from([
        ("ldapSyntaxes", schema.syntaxes().len()),
        ("matchingRules", schema.matching_rules().len()),
        (
            "attributeTypes",
            schema.attribute_types().len() + JUMPCLOUD_ATTRIBUTE_TYPES,
        ),
        (
            "objectClasses",
            schema.object_classes().len() + JUMPCLOUD_OBJECT_CLASSES,
        ),
    ])
}

/// Ten thousand entries that differ in nothing that a schema knows.
const MORE_OF_THE_SAME: &str = "large.yaml";

/// memberOf, company, sshKey, jcLdapAdmin, jcSambaAdmin, encNTPassword, ntPasswordSHA, keynHash, pwdLock.
const JUMPCLOUD_ATTRIBUTE_TYPES: usize = 9;

/// jumpcloudUser, ntPasswordEncryption.
const JUMPCLOUD_OBJECT_CLASSES: usize = 2;
