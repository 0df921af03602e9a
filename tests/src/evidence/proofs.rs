//! Which tests say that they prove which ids.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use crate::oracle::Table;
use crate::reference_ids;
use crate::repository;

/// A test.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Proof {
    /// The file that it stands in, from the root of the repository.
    pub file: PathBuf,
    /// Its name in the file.
    pub name: String,
}

/// All tests, and what they prove.
#[derive(Debug, Default)]
pub struct Proofs {
    tests: BTreeSet<Proof>,
    by_id: BTreeMap<String, BTreeSet<Proof>>,
}

impl Proofs {
    /// Collects the tests of the repository.
    pub fn collect() -> Self {
        let mut proofs = Self::default();
        for (file, text) in repository::text_files() {
            if file.extension().is_some_and(|extension| extension == "rs") {
                proofs.add_functions(&file, &text);
            } else if file.starts_with("tests/clients/cases") {
                proofs.add_cases(&file, &text);
            }
        }
        let table = Path::new("tests/oracle/requests.yaml");
        for group in Table::load().groups {
            proofs.add(table, &group.name, group.proves);
        }
        proofs
    }

    /// The tests that prove this id.
    pub fn of(&self, id: &str) -> impl Iterator<Item = &Proof> {
        self.by_id.get(id).into_iter().flatten()
    }

    /// Every id that some test says to prove.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }

    /// The test with this full name, `file::name`.
    pub fn test(&self, full_name: &str) -> Option<&Proof> {
        let (file, name) = full_name.split_once("::")?;
        self.tests.get(&Proof {
            file: PathBuf::from(file),
            name: name.to_owned(),
        })
    }

    fn add(&mut self, file: &Path, name: &str, ids: impl IntoIterator<Item = String>) {
        let proof = Proof {
            file: file.to_path_buf(),
            name: name.to_owned(),
        };
        for id in ids {
            self.by_id.entry(id).or_default().insert(proof.clone());
        }
        self.tests.insert(proof);
    }

    /// The test functions of a Rust file.
    fn add_functions(&mut self, file: &Path, text: &str) {
        let mut above: Vec<&str> = Vec::new();
        for line in text.lines().map(str::trim) {
            if line.starts_with("//") || line.starts_with("#[") {
                above.push(line);
                continue;
            }
            if let Some(function) = FUNCTION.captures(line)
                && above.iter().any(|line| line.ends_with("test]"))
            {
                let ids = named_ids(&function[1]).chain(claimed_ids(file, &above));
                self.add(file, &function[1], ids.collect::<Vec<_>>());
            }
            above.clear();
        }
    }

    /// The cases of the client tests, which cite ids in their names.
    fn add_cases(&mut self, file: &Path, text: &str) {
        for case in CASE.captures_iter(text) {
            let ids = reference_ids::uses_in(file, &case[1]).into_iter();
            self.add(
                file,
                &case[1],
                ids.map(|found| found.id).collect::<Vec<_>>(),
            );
        }
    }
}

/// The ids in the name of a function.
fn named_ids(name: &str) -> impl Iterator<Item = String> {
    let facts = NAMED_FACT
        .captures_iter(name)
        .map(|found| format!("J{}.{}", &found[1], &found[2]));
    let unknowns = NAMED_UNKNOWN
        .captures_iter(name)
        .map(|found| format!("U{}", &found[1]));
    let points = NAMED_POINTS.captures_iter(name).flat_map(|found| {
        let numbers: Vec<String> = found[1].split("_and_").map(ToOwned::to_owned).collect();
        numbers
            .into_iter()
            .map(|number| format!("openldap.md {number}"))
    });
    facts
        .chain(unknowns)
        .chain(points)
        .collect::<Vec<_>>()
        .into_iter()
}

/// The ids behind `Proves:` in the comment above a test, to the end of the comment.
fn claimed_ids(file: &Path, above: &[&str]) -> Vec<String> {
    let comment: Vec<&str> = above
        .iter()
        .map(|line| line.trim_start_matches(['/', ' ']))
        .collect();
    let comment = comment.join(" ");
    let Some((_, claim)) = comment.split_once("Proves: ") else {
        return Vec::new();
    };
    let uses = reference_ids::uses_in(file, claim).into_iter();
    uses.map(|found| found.id).collect()
}

static FUNCTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:async )?fn (\w+)\("));
static CASE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^ *- name: (.+)$"));
static NAMED_FACT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|_)j(\d+)_(\d\d)(?:_|$)"));
static NAMED_UNKNOWN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|_)u(\d\d)(?:_|$)"));
static NAMED_POINTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|_)openldap_md_(\d+(?:_and_\d+)*)(?:_|$)"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file is well formed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_they_prove() {
        let ids = |name| named_ids(name).collect::<Vec<_>>();
        assert_eq!(ids("j5_04_and_j5_05_all_look_the_same"), ["J5.04", "J5.05"]);
        assert_eq!(ids("u20_or_not"), ["U20"]);
        assert_eq!(
            ids("openldap_md_10_and_11_controls"),
            ["openldap.md 10", "openldap.md 11"]
        );
        assert_eq!(ids("rfc4511_section_4_2_1_a_bind"), [""; 0]);
    }

    #[test]
    fn only_tests_prove_and_only_what_they_claim() {
        let mut proofs = Proofs::default();
        let text = "/// About J1.01.\n///\n/// Proves: J1.02,\n/// J1.03\n#[test]\nfn shown() {}\n\
                    /// Proves: J1.04\nfn helper() {}\n";
        proofs.add_functions(Path::new("a.rs"), text);
        assert_eq!(proofs.ids().collect::<Vec<_>>(), ["J1.02", "J1.03"]);
        assert!(proofs.test("a.rs::shown").is_some());
        assert!(proofs.test("a.rs::helper").is_none());
    }
}
