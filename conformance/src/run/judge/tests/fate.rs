use super::*;
use crate::client::Ending;

#[test]
fn silence_and_strays_are_told() {
    let silent = Observation {
        ending: Some(Ending::Timeout),
        ..Observation::default()
    };
    assert_eq!(
        judged("{resultCode: 0}", &silent),
        ["success (0) / nothing came in time"]
    );
    assert_eq!(judged("{notResultCode: 0}", &silent).len(), 1);
    assert_eq!(
        judged("{noAnswer: true, connection: open}", &silent),
        [""; 0]
    );
    let stray = Observation {
        strays: vec!["7 SearchResultDone".to_owned()],
        ..answered()
    };
    assert_eq!(judged("{}", &stray).len(), 1);
}

#[test]
fn what_the_protocol_forbids_is_told() {
    let unsound = Observation {
        result: Some(result(53, "form feed \u{c}")),
        overtaken_by: vec!["bind".to_owned()],
        ending: Some(Ending::Malformed("no BER".to_owned())),
        ..answered()
    };
    let told = judged("{printableDiagnostic: true, before: [bind]}", &unsound);
    assert_eq!(told.len(), 3, "{told:?}");
}

#[test]
fn an_alternative_may_be_silence_or_a_notice() {
    let expect = "{anyOf: [{noAnswer: true, notice: {resultCode: protocolError}}, {resultCode: protocolError}]}";
    let notice = Observation {
        notice: Some(result(2, "")),
        ..Observation::default()
    };
    assert_eq!(judged(expect, &notice), [""; 0]);
    assert_eq!(judged(expect, &answered()).len(), 1);
}

#[test]
fn the_end_of_a_connection_is_judged_apart() {
    let cut = Observation {
        ending: Some(Ending::Cut),
        ..answered()
    };
    assert_eq!(judged("{resultCode: 0, connection: closed}", &cut), [""; 0]);
    assert_eq!(
        judged("{resultCode: 0, connection: closedInOrder}", &cut).len(),
        1
    );
    assert_eq!(judged("{resultCode: 1, connection: open}", &cut).len(), 2);
}
