//! Filters as text: the examples of the RFCs, what is refused, round trips, and nesting on a small stack.

use proptest::prelude::*;

use super::{Filter, FilterError, FilterErrorKind, MAX_FILTER_DEPTH};

fn parse(text: &str) -> Filter {
    Filter::parse(text).unwrap_or_else(|error| panic!("`{text}`: {error}"))
}

fn refused(text: impl AsRef<[u8]>) -> (FilterErrorKind, usize) {
    let FilterError { kind, position } = Filter::parse(text).unwrap_err();
    (kind, position)
}

fn equality(attribute: &str, value: impl AsRef<[u8]>) -> Filter {
    Filter::Equality {
        attribute: attribute.into(),
        value: value.as_ref().to_vec(),
    }
}

fn extensible(
    attribute: Option<&str>,
    dn_attributes: bool,
    rule: Option<&str>,
    value: &str,
) -> Filter {
    Filter::Extensible {
        rule: rule.map(Into::into),
        attribute: attribute.map(Into::into),
        value: value.into(),
        dn_attributes,
    }
}

#[test]
fn rfc4515_section_4_simple_examples() {
    assert_eq!(parse("(cn=Babs Jensen)"), equality("cn", "Babs Jensen"));
    assert_eq!(
        parse("(!(cn=Tim Howes))"),
        Filter::Not(Box::new(equality("cn", "Tim Howes")))
    );
    let babs = Filter::Substrings {
        attribute: "cn".into(),
        initial: Some("Babs J".into()),
        any: vec![],
        last: None,
    };
    assert_eq!(
        parse("(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))"),
        Filter::And(vec![
            equality("objectClass", "Person"),
            Filter::Or(vec![equality("sn", "Jensen"), babs])
        ])
    );
    assert_eq!(
        parse("(o=univ*of*mich*)"),
        Filter::Substrings {
            attribute: "o".into(),
            initial: Some("univ".into()),
            any: vec!["of".into(), "mich".into()],
            last: None
        }
    );
    assert_eq!(parse("(seeAlso=)"), equality("seeAlso", ""));
}

#[test]
fn rfc4515_section_4_extensible_examples() {
    assert_eq!(
        parse("(cn:caseExactMatch:=Fred Flintstone)"),
        extensible(Some("cn"), false, Some("caseExactMatch"), "Fred Flintstone")
    );
    assert_eq!(
        parse("(cn:=Betty Rubble)"),
        extensible(Some("cn"), false, None, "Betty Rubble")
    );
    assert_eq!(
        parse("(sn:dn:2.4.6.8.10:=Barney Rubble)"),
        extensible(Some("sn"), true, Some("2.4.6.8.10"), "Barney Rubble")
    );
    assert_eq!(
        parse("(o:dn:=Ace Industry)"),
        extensible(Some("o"), true, None, "Ace Industry")
    );
    assert_eq!(
        parse("(:1.2.3:=Wilma Flintstone)"),
        extensible(None, false, Some("1.2.3"), "Wilma Flintstone")
    );
    assert_eq!(
        parse("(:DN:2.4.6.8.10:=Dino)"),
        extensible(None, true, Some("2.4.6.8.10"), "Dino")
    );
}

#[test]
fn rfc4515_section_4_escape_examples() {
    assert_eq!(
        parse(r"(o=Parens R Us \28for all your parenthetical needs\29)"),
        equality("o", "Parens R Us (for all your parenthetical needs)")
    );
    let asterisk = Filter::Substrings {
        attribute: "cn".into(),
        initial: None,
        any: vec!["*".into()],
        last: None,
    };
    assert_eq!(parse(r"(cn=*\2A*)"), asterisk);
    assert_eq!(
        parse(r"(filename=C:\5cMyFile)"),
        equality("filename", r"C:\MyFile")
    );
    assert_eq!(parse(r"(bin=\00\00\00\04)"), equality("bin", [0, 0, 0, 4]));
    assert_eq!(parse(r"(sn=Lu\c4\8di\c4\87)"), equality("sn", "Lučić"));
    assert_eq!(
        parse(r"(1.3.6.1.4.1.1466.0=\04\02\48\69)"),
        equality("1.3.6.1.4.1.1466.0", [4, 2, 0x48, 0x69])
    );
}

#[test]
fn rfc4526_section_2_empty_lists() {
    assert_eq!(parse("(&)"), Filter::And(vec![]));
    assert_eq!(parse("(|)"), Filter::Or(vec![]));
}

#[test]
fn rfc4515_section_3_every_item() {
    assert_eq!(
        parse("(cn=*)"),
        Filter::Present {
            attribute: "cn".into()
        }
    );
    let (attribute, value) = (b"a".to_vec(), b"1=2".to_vec());
    assert_eq!(
        parse("(a>=1=2)"),
        Filter::GreaterOrEqual {
            attribute: attribute.clone(),
            value: value.clone()
        }
    );
    assert_eq!(
        parse("(a<=1=2)"),
        Filter::LessOrEqual {
            attribute: attribute.clone(),
            value: value.clone()
        }
    );
    assert_eq!(parse("(a~=1=2)"), Filter::Approximate { attribute, value });
    assert_eq!(parse("(cn;lang-de=x)"), equality("cn;lang-de", "x"));
}

#[test]
fn rfc4515_section_3_input_need_not_be_utf8() {
    assert_eq!(Filter::parse(b"(cn=\xff)").unwrap(), equality("cn", [0xff]));
    assert_eq!(equality("cn", b"\xc4\x8d\xff").to_string(), r"(cn=č\ff)");
}

#[test]
fn what_the_grammar_forbids_is_refused_at_its_place() {
    use FilterErrorKind::{
        EmptySubstring, InvalidAttribute, InvalidEscape, InvalidExtensible, NoEquals, Unescaped,
        Unexpected, UnexpectedEnd,
    };
    assert_eq!(refused(""), (UnexpectedEnd { expected: "`(`" }, 0));
    assert_eq!(
        refused("cn=x"),
        (
            Unexpected {
                got: b'c',
                expected: "`(`"
            },
            0
        )
    );
    assert_eq!(refused("(cn=x"), (UnexpectedEnd { expected: "`)`" }, 5));
    assert_eq!(
        refused("(&(cn=x)"),
        (
            UnexpectedEnd {
                expected: "`(` or `)`"
            },
            8
        )
    );
    assert_eq!(
        refused("(cn=x))"),
        (
            Unexpected {
                got: b')',
                expected: "the end of the filter"
            },
            6
        )
    );
    assert_eq!(
        refused("(cn=x)(cn=y)"),
        (
            Unexpected {
                got: b'(',
                expected: "the end of the filter"
            },
            6
        )
    );
    assert_eq!(
        refused("(!)"),
        (
            Unexpected {
                got: b')',
                expected: "`(`"
            },
            2
        )
    );
    assert_eq!(
        refused("(!(a=1)(b=2))"),
        (
            Unexpected {
                got: b'(',
                expected: "`)`"
            },
            7
        )
    );
    assert_eq!(
        refused("(& (cn=x))"),
        (
            Unexpected {
                got: b' ',
                expected: "`(` or `)`"
            },
            2
        )
    );
    assert_eq!(refused("()"), (NoEquals, 1));
    assert_eq!(refused("(cn)"), (NoEquals, 1));
    assert_eq!(refused("(=x)"), (InvalidAttribute, 1));
    assert_eq!(refused("( cn=x)"), (InvalidAttribute, 1));
    assert_eq!(refused("(&(cn=x)(a b=y))"), (InvalidAttribute, 9));
    assert_eq!(refused(r"(cn=\2)"), (InvalidEscape, 4));
    assert_eq!(refused(r"(cn=ab\zz)"), (InvalidEscape, 6));
    assert_eq!(refused("(cn=a(b)"), (Unescaped, 5));
    assert_eq!(refused("(cn>=a*b)"), (Unescaped, 6));
    assert_eq!(refused("(cn=a\0b)"), (Unescaped, 5));
    assert_eq!(refused("(cn=a**b)"), (EmptySubstring, 6));
    assert_eq!(refused("(:=x)"), (InvalidExtensible, 1));
    assert_eq!(refused("(:dn:=x)"), (InvalidExtensible, 1));
    assert_eq!(refused("(cn:dn:rule:more:=x)"), (InvalidExtensible, 1));
    assert_eq!(refused("(cn::=x)"), (InvalidAttribute, 4));
}

#[test]
fn an_error_reads_as_a_fragment() {
    let text = |filter: &str| Filter::parse(filter).unwrap_err().to_string();
    assert_eq!(text("cn=x"), "got `c`, expected `(` at octet 0");
    assert_eq!(
        text(r"(cn=\2)"),
        "got an invalid escape; expected `\\` and two hexadecimal digits at octet 4"
    );
}

#[test]
fn nesting_is_accepted_up_to_the_limit() {
    let nested = |depth: usize| format!("{}(cn=x){}", "(!".repeat(depth), ")".repeat(depth));
    assert!(Filter::parse(nested(MAX_FILTER_DEPTH)).is_ok());
    assert_eq!(
        refused(nested(MAX_FILTER_DEPTH + 1)),
        (FilterErrorKind::TooDeep, 2 * MAX_FILTER_DEPTH)
    );
}

/// A hundred times deeper than the limit, on a stack an eighth of what a thread of the server has.
#[test]
fn no_operation_on_a_filter_recurses() {
    let deep = || {
        (0..100_000).fold(equality("cn", "x"), |part, _| {
            Filter::Not(Box::new(Filter::And(vec![part])))
        })
    };
    let work = move || {
        let filter = deep();
        let copy = filter.clone();
        assert!(copy == filter);
        assert!(copy != Filter::Not(Box::new(filter)));
        assert_eq!(
            format!("{copy}").len() + "Filter()".len(),
            format!("{copy:?}").len()
        );
    };
    std::thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn ten_thousand_terms_are_read_and_written() {
    let terms: Vec<_> = (0..10_000).map(|n| format!("(uid=user{n})")).collect();
    let text = format!("(|{})", terms.concat());
    assert_eq!(parse(&text).to_string(), text);
}

/// Filters that have a text: attribute descriptions are of the right characters, and no substring is empty.
fn filters() -> impl Strategy<Value = Filter> {
    let name = "[a-z][a-z0-9-]{0,5}(;[a-z-]{1,4})?".prop_map(String::into_bytes);
    let octets = prop::collection::vec(any::<u8>(), 0..6);
    let component = prop::collection::vec(any::<u8>(), 1..4);
    let assertion = (name.clone(), octets.clone());
    let substrings = (
        name.clone(),
        prop::option::of(component.clone()),
        prop::collection::vec(component.clone(), 0..3),
        prop::option::of(component),
    )
        .prop_filter("at least one component", |(_, initial, any, last)| {
            initial.is_some() || !any.is_empty() || last.is_some()
        });
    let rule = "[a-ce-z][a-z0-9.]{0,5}".prop_map(String::into_bytes);
    let item = prop_oneof![
        assertion
            .clone()
            .prop_map(|(attribute, value)| Filter::Equality { attribute, value }),
        assertion
            .clone()
            .prop_map(|(attribute, value)| Filter::GreaterOrEqual { attribute, value }),
        assertion
            .clone()
            .prop_map(|(attribute, value)| Filter::LessOrEqual { attribute, value }),
        assertion.prop_map(|(attribute, value)| Filter::Approximate { attribute, value }),
        name.clone()
            .prop_map(|attribute| Filter::Present { attribute }),
        substrings.prop_map(|(attribute, initial, any, last)| Filter::Substrings {
            attribute,
            initial,
            any,
            last
        }),
        (prop::option::of(rule), name, octets.clone(), any::<bool>()).prop_map(
            |(rule, attribute, value, dn_attributes)| Filter::Extensible {
                rule,
                attribute: Some(attribute),
                value,
                dn_attributes
            }
        ),
    ];
    item.prop_recursive(5, 32, 4, |part| {
        prop_oneof![
            prop::collection::vec(part.clone(), 0..4).prop_map(Filter::And),
            prop::collection::vec(part.clone(), 0..4).prop_map(Filter::Or),
            part.prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #[test]
    fn text_round_trip(filter in filters()) {
        let text = filter.to_string();
        prop_assert_eq!(Filter::parse(&text), Ok(filter.clone()));
        prop_assert!(!text.contains(char::is_control));
    }

    #[test]
    fn a_filter_equals_its_copy_and_no_other(left in filters(), right in filters()) {
        prop_assert_eq!(&left.clone(), &left);
        prop_assert_eq!(left == right, left.to_string() == right.to_string());
    }

    #[test]
    fn any_octets_are_read_without_a_panic(octets in any::<Vec<u8>>(), text in r"[(&|!)=*:~<>\\a-c]{0,40}") {
        let _ = Filter::parse(octets);
        if let Ok(filter) = Filter::parse(&text) {
            prop_assert_eq!(Filter::parse(filter.to_string()), Ok(filter));
        }
    }
}
