//! Steps that leave answers for later, send octets or wait for an end, shown by a server that follows a script.

#![expect(
    clippy::unwrap_used,
    reason = "a test speaks by panicking, in its helpers too"
)]

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use jcldap_conformance::client::Timeouts;
use jcldap_conformance::run::{Case, Deviations, Options, Plan, Runner, ScenarioRecord, Verdict};
use jcldap_conformance::scenario::Library;
use jcldap_conformance::target::Safety;

/// What the server does when it has read so many octets more.
enum Reaction {
    /// Nothing, but that one more read brings so many.
    AtOnce(usize),
    Send(&'static str),
    Close,
}
use Reaction::{AtOnce, Close, Send};

/// A search of the root DSE as the suite sends it, in octets.
const SEARCH: usize = 0x25 + 2;
const ABANDON: usize = 8;
/// `SearchResultDone` with success, for ids 1 and 2.
const DONE_1: &str = "300c 020101 65070a010004000400";
const DONE_2: &str = "300c 020102 65070a010004000400";
const ENTRY_1: &str = "3009 020101 6404 0400 3000";
/// A Notice of Disconnection with protocolError.
const NOTICE: &str =
    "3024 020100 781f 0a0102 0400 0400 8a16 312e332e362e312e342e312e313436362e3230303336";

const TWO_SEARCHES: &str = r#"
- {id: first, await: false, search: {base: "", scope: baseObject, filter: "(objectClass=*)"}}
- {search: {base: "", scope: baseObject, filter: "(objectClass=*)"}, expect: {resultCode: success, entries: {count: 0}}}
- {collect: first, expect: {resultCode: success, messageId: 1, entries: {count: 1}}}
"#;

#[test]
fn answers_are_sorted_by_the_request_whichever_comes_first() {
    for answers in [
        [ENTRY_1, DONE_1, DONE_2],
        [ENTRY_1, DONE_2, DONE_1],
        [DONE_2, ENTRY_1, DONE_1],
    ] {
        let script = [
            (2 * SEARCH, Send(answers[0])),
            (0, Send(answers[1])),
            (0, Send(answers[2])),
        ];
        assert_eq!(told(TWO_SEARCHES, script), "pass");
    }
}

#[test]
fn a_request_that_was_kept_back_travels_with_the_next() {
    let script = [
        (0, AtOnce(2 * SEARCH)),
        (0, Send(ENTRY_1)),
        (0, Send(DONE_1)),
        (0, Send(DONE_2)),
    ];
    let steps = TWO_SEARCHES.replace("await: false", "await: false, withNext: true");
    assert_eq!(told(&steps, script), "pass");
}

#[test]
fn an_answer_that_comes_twice_is_one_that_nobody_asked_for() {
    let script = [
        (2 * SEARCH, Send(DONE_2)),
        (0, Send(DONE_2)),
        (0, Send(ENTRY_1)),
        (0, Send(DONE_1)),
    ];
    let told = told(TWO_SEARCHES, script);
    assert!(told.contains("no message that nobody asked for"), "{told}");
}

#[test]
fn an_abandoned_search_may_have_been_answered_in_part() {
    let steps = r#"
- {id: first, await: false, search: {base: "", scope: baseObject, filter: "(objectClass=*)"}}
- {abandon: first}
- {search: {base: "", scope: baseObject, filter: "(objectClass=*)"}, expect: {resultCode: success, messageId: 3}}
- {id: silence, collect: first, expect: {noAnswer: true, connection: open}}
"#;
    let done_3 = "300c 020103 65070a010004000400";
    let script = || [(2 * SEARCH + ABANDON, Send(ENTRY_1)), (0, Send(done_3))];
    assert_eq!(told(steps, script()), "pass");
    let [first, second] = script();
    let told = told(steps, [first, (0, Send(DONE_1)), second]);
    assert_eq!(told, "silence: no answer / success (0)");
}

#[test]
fn octets_are_answered_under_the_id_that_they_carry() {
    let steps = r#"
- {id: octets, raw: {octets: "30 05 02 01 02 42 00"}, expect: {resultCode: success, messageId: 2}}
"#;
    assert_eq!(told(steps, [(7, Send(DONE_2))]), "pass");
    assert_eq!(
        told(steps, [(7, Send(DONE_1))]),
        "octets: messageID 2 / messageID 1"
    );
}

#[test]
fn octets_may_be_several_requests_or_none() {
    let steps = r#"
- {raw: {octets: "30"}, await: false}
- {id: twice, raw: {octets: "42", times: 2}, expect: {answers: 2, connection: open}}
"#;
    assert_eq!(told(steps, [(3, Send(DONE_1)), (0, Send(DONE_2))]), "pass");
    assert_eq!(told(steps, [(3, Send(DONE_1))]), "twice: 2 answers / 1");
}

#[test]
fn an_answer_is_before_another_or_it_is_not() {
    let steps = r#"
- {id: first, await: false, search: {base: "", scope: baseObject, filter: "(objectClass=*)"}}
- {id: second, await: false, search: {base: "", scope: baseObject, filter: "(objectClass=*)"}}
- {id: order, collect: first, expect: {resultCode: success, before: [second]}}
- {collect: second, expect: {resultCode: success}}
"#;
    let script = |first, second| [(2 * SEARCH, Send(first)), (0, Send(second))];
    assert_eq!(told(steps, script(DONE_1, DONE_2)), "pass");
    let told = told(steps, script(DONE_2, DONE_1));
    assert!(told.starts_with("order: the whole answer before"), "{told}");
}

#[test]
fn what_no_answer_may_hold_is_told_whatever_is_expected() {
    let steps = r#"
- id: ask
  raw: {octets: "42"}
  expect: {anyOf: [{noAnswer: true}, {resultCode: [success, referral]}]}
"#;
    for (octets, violation) in [
        (
            "3012 020101 650d 0a0100 0400 0400 a304 0402 6c3a",
            "a referral with success (0)",
        ),
        (
            "300c 020101 6507 0a010a 0400 0400",
            "a referral without a URI",
        ),
        (
            "3026 020100 7821 0a0102 0400 0400 8a16 312e332e362e312e342e312e313436362e3230303336 8b00",
            "a Notice of Disconnection with a responseValue",
        ),
        ("300c 020101 6507 020100 0400 0400", "is no LDAP message"),
    ] {
        let told = told(steps, [(1, Send(octets))]);
        assert!(told.contains(violation), "{told}");
    }
}

#[test]
fn a_notice_and_the_end_are_judged_apart() {
    let steps = r#"
- {id: octets, raw: {octets: "ff"}, expect: {notice: {resultCode: protocolError}, connection: closed}}
"#;
    assert_eq!(told(steps, [(1, Send(NOTICE)), (0, Close)]), "pass");
    let no_end = told(steps, [(1, Send(NOTICE))]);
    assert_eq!(no_end, "octets: a closed connection / nothing came in time");
    let no_notice = told(steps, [(1, Close)]);
    assert_eq!(no_notice, "octets: a Notice of Disconnection / none");
}

#[test]
fn an_unbind_carries_its_controls() {
    let steps = r#"
- {id: bye, unbind: {}, controls: [{oid: "1.2", critical: true}], expect: {noAnswer: true, connection: closed}}
"#;
    // An Unbind of 7 octets, with a control of 12.
    assert_eq!(told(steps, [(19, Close)]), "pass");
}

#[test]
fn an_end_is_waited_for_in_silence() {
    let steps = r#"
- {raw: {octets: "30"}, await: false}
- {id: wait, waitForClose: {seconds: 1}, expect: {noAnswer: true, connection: closed}}
"#;
    assert_eq!(told(steps, [(1, Close)]), "pass");
    assert_eq!(
        told(steps, []),
        "wait: a closed connection / nothing came in time"
    );
}

#[test]
fn an_alert_in_clear_text_ends_the_connection() {
    let steps = r#"
- {connect: {transport: withoutTls}}
- {raw: {octets: "30"}, expect: {noAnswer: true, connection: tlsFailed}}
"#;
    assert_eq!(told(steps, [(1, Send("15 0303 0002 0232"))]), "pass");
}

/// `pass`, or the broken expectations.
fn told<const N: usize>(steps: &str, script: [(usize, Reaction); N]) -> String {
    let record = run(steps, script.into());
    if record.verdict == Verdict::Pass {
        return "pass".to_owned();
    }
    let steps = record.steps.iter();
    let broken = steps.flat_map(|step| {
        let mismatches = step.mismatches.iter();
        mismatches
            .map(|mismatch| format!("{}: {} / {}", step.id, mismatch.expected, mismatch.actual))
    });
    broken.collect::<Vec<_>>().join("\n")
}

fn run(steps: &str, script: Vec<(usize, Reaction)>) -> ScenarioRecord {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || follow(listener.accept().unwrap().0, script));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scenario.yaml");
    let scenario = format!("id: my-app/steps\ntitle: t\nsteps:{steps}");
    fs::write(&path, scenario).unwrap();
    let library = Library::load(&[path]).unwrap();
    let target = format!(
        "{{url: 'ldap://127.0.0.1:{port}', organization: 5f1b9a2c8d3e4f0012345678, bindingUser: {{username: svc}}}}"
    );
    let target = serde_yaml::from_str(&target).unwrap();
    let safety = Safety::new(&target, None);
    let case = Case::all_of(library.get("my-app/steps").unwrap());
    let plan = Plan::new(case, &target, &safety);
    let options = Options {
        jobs: 1,
        strict: true,
        timeouts: Timeouts {
            answer: Duration::from_secs(1),
            ..Timeouts::default()
        },
        scenario_limit: Duration::from_secs(20),
        deviations: Deviations::default(),
    };
    let requirements = Arc::clone(library.requirements());
    let runner = Runner::new(target, safety, requirements, options).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut record = runtime.block_on(runner.run(plan, |_| {}));
    server.join().unwrap();
    record.scenarios.pop().unwrap()
}

/// Goes through the script, then reads until the other side ends.
fn follow(mut stream: TcpStream, script: Vec<(usize, Reaction)>) {
    for (octets, reaction) in script {
        stream.read_exact(&mut vec![0; octets]).unwrap();
        match reaction {
            AtOnce(octets) => assert_eq!(stream.read(&mut [0; 4096]).unwrap(), octets),
            Send(hex) => stream.write_all(&unhex(hex)).unwrap(),
            Close => return,
        }
    }
    let _ = stream.read_to_end(&mut Vec::new());
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text
        .chars()
        .filter_map(|character| character.to_digit(16))
        .collect();
    let pairs = digits.as_chunks::<2>().0.iter();
    pairs
        .map(|[high, low]| u8::try_from(high * 16 + low).unwrap())
        .collect()
}
