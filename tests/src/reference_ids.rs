//! The ids under which `docs/reference` is cited, where they are defined and where they are used.
//!
//! Code and documents name their evidence by id: a fact about JumpCloud (`J5.02`), something unknown about it (`U09`), a
//! whole section of facts (`J5`), a
//! numbered point or section of one of the other two documents (the file's name, then the number). An id that leads
//! nowhere is worse than none.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use crate::repository;

/// The ids that the reference documents define.
#[derive(Debug, Default)]
pub struct DefinedIds(BTreeSet<String>);

impl DefinedIds {
    /// Collects the ids from the text of the three documents.
    pub fn collect(jumpcloud: &str, openldap: &str, consumers: &str) -> Self {
        let mut ids = BTreeSet::new();
        for row in FACT_ROW.captures_iter(jumpcloud) {
            ids.insert(row[1].to_owned());
        }
        for heading in NUMBERED_HEADING.captures_iter(jumpcloud) {
            ids.insert(format!("J{}", &heading[1]));
        }
        for point in NUMBERED_POINT.captures_iter(openldap) {
            ids.insert(format!("openldap.md {}", &point[1]));
        }
        for heading in NUMBERED_HEADING.captures_iter(consumers) {
            ids.insert(format!("consumers.md {}", &heading[1]));
        }
        for row in SOURCE_ROW.captures_iter(consumers) {
            ids.insert(format!("consumers.md {}", &row[1]));
        }
        Self(ids)
    }

    /// Collects the ids from the documents of the repository.
    ///
    /// # Panics
    ///
    /// When one is not there.
    pub fn load() -> Self {
        let document = |name: &str| {
            let path = repository::root().join("docs/reference").join(name);
            fs::read_to_string(path).expect("the reference document is there")
        };
        Self::collect(
            &document("jumpcloud.md"),
            &document("openldap.md"),
            &document("consumers.md"),
        )
    }

    /// Every id, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// How many ids there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the documents define nothing at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `id` leads somewhere.
    pub fn contains(&self, id: &str) -> bool {
        self.0.contains(id)
    }

    /// The uses in `text` that lead nowhere.
    pub fn unknown_in(&self, file: &Path, text: &str) -> Vec<Use> {
        let mut uses = uses_in(file, text);
        uses.retain(|found| !self.contains(&found.id));
        uses
    }
}

/// A place that cites the reference documents.
#[derive(Debug, Eq, PartialEq)]
pub struct Use {
    /// The file that cites.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// The id as [`DefinedIds`] writes it.
    pub id: String,
}

impl fmt::Display for Use {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}:{}: {}",
            self.file.display(),
            self.line,
            self.id
        )
    }
}

/// Every use of an id in `text`.
pub fn uses_in(file: &Path, text: &str) -> Vec<Use> {
    let mut uses = Vec::new();
    let mut add = |offset: usize, id: String| {
        let line = text[..offset].matches('\n').count() + 1;
        uses.push(Use {
            file: file.to_path_buf(),
            line,
            id,
        });
    };
    for found in FACT.captures_iter(text) {
        let id = found.get(1).expect("the pattern has one group");
        add(id.start(), id.as_str().to_owned());
    }
    for found in CITATION.captures_iter(text) {
        let document = &found["document"];
        let numbers = found.name("numbers").expect("the pattern has this group");
        for number in NUMBER.find_iter(numbers.as_str()) {
            add(
                numbers.start() + number.start(),
                format!("{document} {}", number.as_str()),
            );
        }
    }
    if file.ends_with("docs/reference/consumers.md") {
        for found in SOURCE.captures_iter(text) {
            let id = found.get(1).expect("the pattern has one group");
            add(id.start(), format!("consumers.md {}", id.as_str()));
        }
    }
    uses
}

/// A table row of `jumpcloud.md` that defines a fact or an unknown.
static FACT_ROW: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^\| (J\d+\.\d+|U\d\d) \|"));
/// A numbered point of `openldap.md`.
static NUMBERED_POINT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^(\d+)\. "));
/// A numbered heading of `jumpcloud.md` or `consumers.md`.
static NUMBERED_HEADING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^##? (\d+(?:\.\d+)?)[. ]"));
/// A table row of `consumers.md` that defines a source.
static SOURCE_ROW: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^\| ([OL]\d+) \|"));

/// A fact, a whole section of facts, or an unknown, cited anywhere. A letter, digit or sign of base64 before it rules it out.
static FACT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[^\w+=])(J\d+(?:\.\d+)?|U\d\d)\b"));
/// A source of `consumers.md`, cited in that document.
static SOURCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[^\w./-])([OL]\d+)\b"));
/// A document's name with the numbers that follow it, on the same line or over one line break in a comment:
/// `openldap.md` 7 to 25, `consumers.md` section 5, `openldap.md` 4, 11 and 12.
static CITATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        (?P<document>openldap\.md|consumers\.md)
        `?[\ ]?(?:\n[\ ]*(?://[/!]?|\#|\*)?[\ ]*)?(?:sections?[\ ])?
        (?P<numbers>(?:[OL]?\d+(?:\.\d+)?)(?:(?:,\ |\ and\ |\ or\ |\ to\ )[OL]?\d+(?:\.\d+)?)*)",
    )
});
/// One number of a citation.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"[OL]?\d+(?:\.\d+)?"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file is well formed")
}

#[cfg(test)]
mod tests {
    use super::*;

    const JUMPCLOUD: &str =
        "## 5. Binding\n| id | Fact |\n| J5.02 | search before bind |\n| U09 | what then |\n";
    const OPENLDAP: &str = "12. Cookies\n13. matchedDN\n";
    const CONSUMERS: &str = "# 1. OKTA\n## 1.2 first bind\n| O7 | a repository |\n";

    fn defined() -> DefinedIds {
        DefinedIds::collect(JUMPCLOUD, OPENLDAP, CONSUMERS)
    }

    fn unknown(text: &str) -> Vec<String> {
        let file = Path::new("server/src/lib.rs");
        defined()
            .unknown_in(file, text)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    fn at(line: usize, id: &str) -> String {
        format!("server/src/lib.rs:{line}: {id}")
    }

    #[test]
    fn every_kind_of_id_is_collected() {
        for id in [
            "J5",
            "J5.02",
            "U09",
            "openldap.md 12",
            "consumers.md 1",
            "consumers.md 1.2",
            "consumers.md O7",
        ] {
            assert!(defined().contains(id), "{id} is defined");
        }
        assert_eq!(defined().len(), 8);
        assert!(!defined().is_empty());
    }

    #[test]
    fn known_ids_are_quiet() {
        let text = "// J5, J5.02 (U09), openldap.md 12 to 13, `openldap.md` 12 and 13\n/// consumers.md section 1.2";
        assert_eq!(uses_in(Path::new("a.rs"), text).len(), 8);
        assert_eq!(unknown(text), [""; 0]);
    }

    // Put together from parts, so that the scan of the repository does not find them here.
    const UNKNOWN_FACT: &str = concat!("J5", ".99");
    const UNKNOWN_UNKNOWN: &str = concat!("U", "98");
    const UNKNOWN_POINT: &str = concat!("openldap.md", " 99");
    const UNKNOWN_SECTION: &str = concat!("consumers.md", " 9.9");

    #[test]
    fn an_unknown_fact_is_named_with_file_and_line() {
        let text = format!("//! J5.02\n// {UNKNOWN_FACT} and {UNKNOWN_UNKNOWN}");
        assert_eq!(
            unknown(&text),
            [at(2, UNKNOWN_FACT), at(2, UNKNOWN_UNKNOWN)]
        );
    }

    #[test]
    fn each_number_of_a_citation_is_checked() {
        let text = format!(
            "openldap.md 12, 13 and {}\nconsumers.md sections 1.2 and {}",
            99, 9.9
        );
        assert_eq!(
            unknown(&text),
            [at(1, UNKNOWN_POINT), at(2, UNKNOWN_SECTION)]
        );
    }

    #[test]
    fn a_citation_may_run_over_the_end_of_a_comment_line() {
        let text = format!("    /// as openldap.md\n    /// {} says", 99);
        assert_eq!(unknown(&text), [at(2, UNKNOWN_POINT)]);
    }

    #[test]
    fn other_text_is_no_citation() {
        let text =
            "U+00AD, XU99, AbC+U99, J5K, openldap.md, 99 files, RFC 4511 4.5.1, jumpcloud.md";
        assert_eq!(uses_in(Path::new("a.rs"), text), []);
    }
}
