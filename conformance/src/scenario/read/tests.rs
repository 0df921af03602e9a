use super::*;

const SCENARIO: &str = r#"
id: my-app/sign-in
title: A user signs in
confidence: C
variants:
  - name: named
    let: {attributes: [uid, mail]}
steps:
  - bind: {as: binding}
    expect: {resultCode: success}
  - id: find
    search:
      base: "{base}"
      filter: "(mail={user.active.mail})"
      attributes: ["{variant.attributes}"]
    expect: {entries: {count: 1}}
    capture: {found: {take: names}}
  - on: user
    bind: {as: user.active, name: "{captured.found}"}
falsifiedBy:
  - fails: find
    fault: {on: search, change: {dropEntry: 1}}
"#;

fn read(text: &str) -> Result<Scenario, ScenarioProblems> {
    read_scenario("sign-in.yaml", text, &Requirements::read([]).unwrap())
}

/// The problems of the scenario with `from` replaced by `to`: line, message, help.
fn problems(from: &str, to: &str) -> Vec<(usize, String, Option<String>)> {
    assert!(SCENARIO.contains(from), "{from}");
    let text = SCENARIO.replacen(from, to, 1);
    let problems = read(&text).expect_err(to).problems;
    let told = problems.into_iter().map(|problem| {
        let before = text.get(..problem.span.offset()).unwrap();
        (
            before.matches('\n').count() + 1,
            problem.message,
            problem.help,
        )
    });
    told.collect()
}

#[test]
fn a_scenario_without_problems_is_read() {
    let scenario = read(SCENARIO).unwrap();
    assert_eq!(scenario.suite(), "my-app");
    assert_eq!(scenario.steps.len(), 3);
    assert!(scenario.wrong_passwords(None).is_empty());
}

#[test]
fn an_unknown_field_has_its_place_and_the_one_that_was_meant() {
    let found = problems("filter:", "filtr:");
    let (line, message, help) = found.first().unwrap();
    assert_eq!(*line, 14);
    assert!(message.contains("unknown field `filtr`"), "{message}");
    assert_eq!(help.as_deref(), Some("did you mean `filter`?"));
}

#[test]
fn every_problem_has_its_line() {
    for (from, to, line, message) in [
        (
            "resultCode: success",
            "resultCode: sucess",
            10,
            "unknown result code `sucess`",
        ),
        ("{base}", "{bas}", 13, "unknown placeholder `{bas}`"),
        (
            "(mail={user.active.mail})",
            "(mail={user.active.mail}",
            14,
            "no `)`",
        ),
        (
            "{captured.found}",
            "{captured.fund}",
            19,
            "no earlier step captures `fund`",
        ),
        (
            "{variant.attributes}",
            "{variant.atributes}",
            15,
            "doesn't set `atributes`",
        ),
        (
            "fails: find",
            "fails: seek",
            21,
            "no step has the id `seek`",
        ),
        ("my-app/sign-in", "My App", 2, "malformed id `My App`"),
        ("take: names", "take: name", 17, "unknown variant `name`"),
        (
            "bind: {as: binding}",
            "unbind: {}\n    bind: {as: binding}",
            9,
            "a step with `bind` and `unbind`",
        ),
        (
            "bind: {as: binding}",
            "bind: {as: binding}\n    reason: no binding user",
            9,
            "a step with `reason` and without `assume`",
        ),
        (
            "expect: {resultCode: success}",
            "assume: {matchedDn: '{captured.fund}'}",
            10,
            "no earlier step captures `fund`",
        ),
        ("as: binding", "as: nobody", 9, "unknown subject `nobody`"),
        (
            "dropEntry: 1",
            "dropEntries: 1",
            22,
            "unknown field `dropEntries`",
        ),
        (
            "title: A user",
            "requirement: rfc1/2/said\ntitle: A user",
            3,
            "unknown requirement `rfc1/2/said`",
        ),
    ] {
        let found = problems(from, to);
        let (at, told, _) = found.first().unwrap();
        assert!(told.contains(message), "{told}");
        assert_eq!(*at, line, "{told}");
    }
}

#[test]
fn problems_of_its_parts_are_told_together() {
    let text = SCENARIO
        .replace("fails: find", "fails: seek")
        .replace("{captured.found}", "{captured.fund}");
    assert_eq!(read(&text).unwrap_err().problems.len(), 2);
}

#[test]
fn hostile_text_is_refused() {
    for text in ["", "[", "- a\n- b", "id: [", "{}"] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn the_schema_files_are_up_to_date() {
    for (name, schema) in [
        ("scenario", json_schema()),
        ("target", crate::target::json_schema()),
    ] {
        let path = format!("{}/schema/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let schema = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &schema).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == schema,
            "{path} is stale; run this test with UPDATE_DOCS=1 to write it"
        );
    }
}
