use std::{collections::BTreeSet, fs, path::Path};

use super::*;

const STATEMENT: &str = r#"
- id: rfc1/2.1/said
  section: "2.1"
  level: must
  text: It is said.
  binds: server
  testable: wire
  note: Listen.
"#;

const UNTESTABLE: &str = r#"
- id: rfc1/2.1.1/thought
  section: "2.1.1"
  level: should
  text: It is thought.
  binds: client
  testable: no
  reason: Nobody hears it.
"#;

fn embedded() -> Requirements {
    Requirements::embedded().expect("the embedded statements are well formed")
}

fn read(text: &str) -> Result<Requirements, RequirementsError> {
    Requirements::read([("rfc1", text)])
}

/// The whole chain of causes, for what is wrong with a statement is told by the last.
fn refusal(text: &str) -> String {
    let error = read(text).expect_err("the text is refused");
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(source) = cause {
        told = format!("{told}: {source}");
        cause = source.source();
    }
    told
}

fn ids<'a>(statements: impl Iterator<Item = &'a Requirement>) -> Vec<&'a str> {
    statements.map(|statement| statement.id.as_str()).collect()
}

#[test]
fn every_file_of_the_directory_is_embedded() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("requirements");
    let files: BTreeSet<String> = fs::read_dir(directory)
        .expect("the directory is there")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .collect();
    let embedded: BTreeSet<String> = DOCUMENTS
        .iter()
        .map(|(name, _)| format!("{name}.yaml"))
        .collect();
    assert_eq!(embedded, files);
}

#[test]
fn the_embedded_statements_are_well_formed_and_each_is_found_by_its_id() {
    let requirements = embedded();
    for statement in requirements.iter() {
        assert_eq!(requirements.get(&statement.id), Some(statement));
    }
}

/// A level that the quoted key words contradict is a slip of the pen.
#[test]
fn a_statement_with_key_words_has_the_level_of_one_of_them() {
    for statement in embedded().iter() {
        let text = statement.text.as_str();
        let mut levels = BTreeSet::new();
        for (negative, positive, word) in [
            (Level::MustNot, Level::Must, "MUST"),
            (Level::MustNot, Level::Must, "SHALL"),
            (Level::Must, Level::Must, "REQUIRED"),
            (Level::Should, Level::Should, "SHOULD"),
            (Level::Should, Level::Should, "RECOMMENDED"),
            (Level::May, Level::May, "MAY"),
        ] {
            for (at, _) in text.match_indices(word) {
                let rest = text.get(at + word.len()..).unwrap_or_default();
                levels.insert(if rest.starts_with(" NOT") {
                    negative
                } else {
                    positive
                });
            }
        }
        // Schema definitions spell MUST and MAY as words of their own language.
        if !levels.is_empty() && !text.contains(r#""MUST""#) {
            assert!(
                levels.contains(&statement.level),
                "{}: {levels:?}",
                statement.id
            );
        }
    }
}

#[test]
fn quotes_are_folded_text_without_page_breaks() {
    for statement in embedded().iter() {
        let text = statement.text.as_str();
        assert!(
            !text.contains('\n') && !text.contains("  "),
            "{}",
            statement.id
        );
        assert!(!text.contains("[Page"), "{}", statement.id);
    }
}

#[test]
fn statements_are_found_by_prefixes_that_end_at_a_slash() {
    let requirements = read(&format!("{STATEMENT}{UNTESTABLE}")).expect("two statements");
    let found = |prefix| ids(requirements.under(prefix));
    assert_eq!(found("rfc1"), ["rfc1/2.1/said", "rfc1/2.1.1/thought"]);
    assert_eq!(found("rfc1/2.1"), ["rfc1/2.1/said"]);
    assert_eq!(found("rfc1/2.1/said"), ["rfc1/2.1/said"]);
    assert_eq!(found("rfc1/2.1/sa"), [""; 0]);
    assert_eq!(found("rfc"), [""; 0]);
    assert_eq!(requirements.get("rfc1/2.1"), None);
}

#[test]
fn a_statement_tells_its_source() {
    let requirements = read(STATEMENT).expect("a statement");
    let statement = requirements.get("rfc1/2.1/said").expect("it is there");
    assert_eq!(statement.document(), "rfc1");
    assert_eq!(statement.source(), "RFC 1 2.1");
    assert_eq!(statement.level.to_string(), "must");
    let note = "Listen.".to_owned();
    assert_eq!(statement.testability, Testability::Wire { note });

    let draft = STATEMENT.replace("rfc1", "draft-a");
    let requirements = Requirements::read([("draft-a", draft.as_str())]).expect("a statement");
    assert_eq!(ids(requirements.iter()), ["draft-a/2.1/said"]);
    assert_eq!(
        requirements
            .iter()
            .next()
            .map(Requirement::source)
            .as_deref(),
        Some("draft-a 2.1")
    );
}

#[test]
fn an_id_is_used_once() {
    assert_eq!(
        refusal(&format!("{STATEMENT}{STATEMENT}")),
        "duplicate requirement `rfc1/2.1/said`"
    );
}

#[test]
fn an_id_begins_with_its_document_and_section_and_ends_in_a_slug() {
    for id in [
        "rfc2/2.1/said",
        "rfc1/2.2/said",
        "rfc1/2.1",
        "rfc1/2.1/",
        "rfc1/2.1/Said",
        "rfc1/2.1/a--b",
        "rfc1/2.1/a/b",
    ] {
        let told = refusal(&STATEMENT.replace("rfc1/2.1/said", id));
        let expected = "expected `rfc1/2.1/` and a slug in lower case";
        assert_eq!(told, format!("misplaced requirement `{id}`; {expected}"));
    }
}

#[test]
fn a_reason_stands_exactly_where_there_is_no_test() {
    for (statement, from, to, expected) in [
        (
            STATEMENT,
            "note: Listen.",
            "",
            "expected a `note` and no `reason`",
        ),
        (
            STATEMENT,
            "note:",
            "reason:",
            "expected a `note` and no `reason`",
        ),
        (
            STATEMENT,
            "note: Listen.",
            "note: Listen.\n  reason: Deaf.",
            "expected a `note` and no `reason`",
        ),
        (
            UNTESTABLE,
            "reason: Nobody hears it.",
            "",
            "expected a `reason` and no `note`",
        ),
        (
            UNTESTABLE,
            "reason:",
            "note:",
            "expected a `reason` and no `note`",
        ),
    ] {
        let told = refusal(&statement.replace(from, to));
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn no_text_is_empty() {
    for (statement, from) in [
        (STATEMENT, "text: It is said."),
        (STATEMENT, "note: Listen."),
        (UNTESTABLE, "reason: Nobody hears it."),
    ] {
        let key = from.split(' ').next().unwrap_or_default();
        let told = refusal(&statement.replace(from, &format!("{key} ' '")));
        assert!(
            told.contains("has an empty `text`, `note` or `reason`"),
            "{told}"
        );
    }
}

#[test]
fn an_unknown_key_or_value_is_refused() {
    for (from, to) in [
        ("note:", "notes:"),
        ("level: must", "level: shall"),
        ("binds: server", "binds: everybody"),
    ] {
        let told = refusal(&STATEMENT.replace(from, to));
        assert!(
            told.starts_with("failed to read the requirements of `rfc1`: "),
            "{told}"
        );
    }
}
