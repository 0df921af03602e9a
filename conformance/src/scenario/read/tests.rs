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
            "bind: {as: binding}",
            "bind: {as: binding}\n    withNext: true",
            9,
            "a step with `withNext` and without `await: false`",
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
fn a_defect_changes_what_there_is_to_change() {
    for (defect, message) in [
        ("on: search, change: {}", "a change of nothing"),
        ("on: search, nth: 0, change: {dropEntry: 1}", "`nth: 0`"),
        (
            "on: search, change: {noAnswer: true, cut: true}",
            "a change with `noAnswer` and `cut`",
        ),
        (
            "on: search, change: {octets: '30', resultCode: busy}",
            "a change with `octets` and `resultCode`",
        ),
        (
            "on: bind, change: {dropEntry: 1}",
            "a change with `dropEntry` of another operation",
        ),
        (
            "on: search, change: {responseName: '1.2'}",
            "a change with `responseName` of another operation",
        ),
        (
            "on: search, change: {answer: busy}",
            "a change with `answer`",
        ),
        (
            "on: bind, change: {keepOpen: true}",
            "a change with `keepOpen`",
        ),
        (
            "on: unbind, change: {keepOpen: true, close: true}",
            "ends the connection in two ways",
        ),
        (
            "on: malformed, containing: xyz, change: {noAnswer: true}",
            "no hexadecimal digits",
        ),
    ] {
        let found = problems("on: search, change: {dropEntry: 1}", defect);
        let (at, told, _) = found.first().unwrap();
        assert!(told.contains(message), "{told}");
        assert_eq!(*at, 21, "{told}");
    }
    for (defect, message) in [
        (
            "on: serach, change: {dropEntry: 1}",
            "unknown variant `serach`",
        ),
        (
            "on: bind, change: {resultCode: sucess}",
            "unknown result code",
        ),
        (
            "on: bind, change: {octets: '30{di}'}",
            "no hexadecimal digits",
        ),
    ] {
        let found = problems("on: search, change: {dropEntry: 1}", defect);
        let (at, told, _) = found.first().unwrap();
        assert!(told.contains(message), "{told}");
        assert_eq!(*at, 22, "{told}");
    }
}

#[test]
fn every_change_of_a_defect_can_be_written() {
    for defect in [
        "on: any, containing: '{x}', nth: 2, change: {resultCode: 4096, messageId: 77, answerTwice: true, close: true}",
        "on: search, change: {renameEntry: {from: '', to: cn=x}, setAttribute: {cn: [a, b]}, repeatEntry: 2}",
        "on: search, change: {dropValue: {attribute: cn, value: a}, addValue: {attribute: cn, value: b}}",
        "on: search, change: {setControl: {oid: '1.2', value: '04 00', critical: true}, addReference: 'ldap:///'}",
        "on: extended, change: {responseName: '1.2', responseValueText: 'dn:', dropControl: '1.2'}",
        "on: extended, change: {dropResponseName: true, dropResponseValue: true, ignore: true}",
        "on: bind, change: {serverSaslCredentials: '00ff'}",
        "on: bind, change: {octets: '300c0201{id} 61 07'}",
        "on: search, containing: [cn=, givenName], after: [version 3], change: {dropEntry: 1}",
        "on: malformed, containing: '30 05', change: {keepOpen: true}",
        "on: malformed, change: {responseName: '1.2'}",
        "on: unbind, change: {answer: success, keepOpen: true}",
        "on: abandon, change: {ignore: true}",
        "on: search, change: {notice: unavailable}",
    ] {
        let text = SCENARIO.replace("on: search, change: {dropEntry: 1}", defect);
        assert!(read(&text).is_ok(), "{defect}: {:?}", read(&text));
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
