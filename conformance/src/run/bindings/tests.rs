use super::*;

fn target() -> Target {
    serde_yaml::from_str(
        "{url: 'ldaps://127.0.0.1:1636', organization: 5f1b9a2c8d3e4f0012345678, bindingUser: {username: svc},
          users: {active: {username: fry, mail: fry@planetexpress.test}, quiet: {username: amy}},
          groups: {crew: {name: Crew (1), members: [fry, amy]}}}",
    )
    .unwrap()
}

fn template(text: &str) -> Template {
    Template::try_from(text.to_owned()).unwrap()
}

const BASE: &str = "ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

#[test]
fn placeholders_are_filled_from_the_target() {
    let target = target();
    let bindings = Bindings::new(&target, None);
    for (text, filled) in [
        ("{base}", BASE.to_owned()),
        (
            "{user.active.mail|upper}",
            "FRY@PLANETEXPRESS.TEST".to_owned(),
        ),
        ("{group.crew.member[1]}", format!("uid=amy,{BASE}")),
        ("x{binding.username}", "xsvc".to_owned()),
        ("{group.crew.name|lower|firstWord}", "crew".to_owned()),
        ("{octets.c3b6}", "\u{f6}".to_owned()),
    ] {
        assert_eq!(bindings.text(&template(text)), Ok(filled), "{text}");
    }
    let members = bindings
        .texts(&[template("{group.crew.members}"), template("z")])
        .unwrap();
    assert_eq!(
        members,
        [
            format!("uid=fry,{BASE}"),
            format!("uid=amy,{BASE}"),
            "z".to_owned()
        ]
    );
}

#[test]
fn what_is_missing_is_named() {
    let target = target();
    let bindings = Bindings::new(&target, None);
    for (text, told) in [
        ("{user.locked.dn}", "the target file names no user `locked`"),
        ("{user.quiet.mail}", "the target file gives quiet no `mail`"),
        ("{group.none.dn}", "the target file names no group `none`"),
        (
            "{group.crew.member[2]}",
            "the target file gives the group `crew` no member number 2",
        ),
        ("{captured.x}", "nothing was captured as `x`"),
        (
            "{group.crew.members}.",
            "`{group.crew.members}.` stands for a list where one value is wanted",
        ),
    ] {
        assert_eq!(
            bindings.text(&template(text)).unwrap_err().to_string(),
            told
        );
    }
}

#[test]
fn rfc4515_3_values_are_escaped_in_filters() {
    let target = target();
    let mut bindings = Bindings::new(&target, None);
    bindings.capture("octets", Captured::Values(vec![vec![0xff, b'*']]));
    let filter = bindings.filter(&template("(|(cn={group.crew.name})(a={captured.octets}))"));
    assert_eq!(filter, Ok(r"(|(cn=Crew \281\29)(a=\ff\2a))".to_owned()));
}
