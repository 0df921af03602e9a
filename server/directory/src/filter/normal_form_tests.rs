//! Filters that ask for the same, and filters that do not.

use proptest::prelude::*;

use super::Filter;
use crate::test_schema::schema;

fn asks_the_same(one: &str, other: &str) -> bool {
    let normal_form = |text: &str| Filter::parse(text).unwrap().normal_form(schema());
    normal_form(one) == normal_form(other)
}

#[test]
fn texts_that_ask_the_same() {
    for (one, other) in [
        ("(cn=Philip Fry)", "(CN=philip  fry)"),
        ("(cn=fry)", "(2.5.4.3=fry)"),
        ("(cn=fry)", "(commonName=fry)"),
        ("(cn=fry)", "(cn:=fry)"),
        ("(cn=fry)", "(cn=\\66ry)"),
        ("(cn;lang-de;lang-en=fry)", "(cn;lang-EN;lang-DE=fry)"),
        ("(&(cn=a)(sn=b))", "(&(sn=b)(cn=a))"),
        ("(&(cn=a)(&(sn=b)(uid=c)))", "(&(uid=c)(cn=a)(sn=b))"),
        ("(|(cn=a)(cn=A))", "(cn=a)"),
        ("(&(|(cn=a)))", "(cn=a)"),
        ("(|(&(|(cn=a)(cn=b)))(cn=c))", "(|(cn=a)(cn=b)(cn=c))"),
        ("(!(!(cn=a)))", "(cn=a)"),
        (
            "(&(cn=a)(!(&(!(&(sn=b)(uid=c))))))",
            "(&(cn=a)(sn=b)(uid=c))",
        ),
        ("(&(&)(cn=a))", "(cn=a)"),
        ("(|(|)(cn=a))", "(cn=a)"),
        ("(cn=A*B*c)", "(commonname=a*b*C)"),
        ("(objectClass=person)", "(objectclass=2.5.6.6)"),
        ("(objectClass=*)", "(2.5.4.0=*)"),
        ("(uidNumber>=5)", "(1.3.6.1.1.1.1.0>=5)"),
        ("(member=cn=A,dc=b)", "(member=CN=a, DC=B)"),
        ("(cn:caseExactMatch:=A)", "(cn:2.5.13.5:=A)"),
        ("(shoeSize=7)", "(SHOESIZE=7)"),
    ] {
        assert!(asks_the_same(one, other), "{one} and {other}");
    }
}

#[test]
fn texts_that_do_not() {
    for (one, other) in [
        ("(cn=a)", "(cn=b)"),
        ("(cn=a)", "(sn=a)"),
        ("(cn=a)", "(cn;lang-de=a)"),
        ("(cn=a)", "(cn~=a)"),
        ("(cn=a)", "(cn=a*)"),
        ("(cn=a*)", "(cn=*a)"),
        ("(cn=*a*b*)", "(cn=*b*a*)"),
        ("(cn=*a*)", "(cn=a*)"),
        ("(cn=a)", "(cn=*)"),
        ("(uidNumber>=5)", "(uidNumber<=5)"),
        ("(&(cn=a)(sn=b))", "(|(cn=a)(sn=b))"),
        ("(&(cn=a)(|(sn=b)(uid=c)))", "(|(cn=a)(&(sn=b)(uid=c)))"),
        ("(!(cn=a))", "(cn=a)"),
        ("(&)", "(|)"),
        ("(!(&))", "(|)"),
        ("(homeDirectory=/A)", "(homeDirectory=/a)"),
        ("(cn:caseExactMatch:=A)", "(cn:caseIgnoreMatch:=A)"),
        ("(cn:dn:=A)", "(cn:=A)"),
        ("(shoeSize=7)", "(hatSize=7)"),
        ("(shoeSize=a)", "(shoeSize=A)"),
        ("(uidNumber=seven)", "(uidNumber=eight)"),
    ] {
        assert!(!asks_the_same(one, other), "{one} and {other}");
    }
}

#[test]
fn any_nesting_is_taken() {
    let mut deep = Filter::parse("(cn=a)").unwrap();
    for _ in 0..20_000 {
        deep = Filter::Not(Box::new(Filter::And(vec![deep])));
    }
    let plain = Filter::parse("(cn=A)").unwrap();
    assert_eq!(deep.normal_form(schema()), plain.normal_form(schema()));
}

/// A filter over `cn=0`, `cn=1` and `cn=2`.
#[derive(Clone, Debug)]
enum Model {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Item(u8),
}

impl Model {
    /// The truth where the items have these truths: -1 for False, 0 for Undefined, 1 for True.
    fn truth(&self, items: [i8; 3]) -> i8 {
        match self {
            Self::And(parts) => parts.iter().map(|it| it.truth(items)).min().unwrap_or(1),
            Self::Or(parts) => parts.iter().map(|it| it.truth(items)).max().unwrap_or(-1),
            Self::Not(part) => -part.truth(items),
            Self::Item(item) => items[usize::from(*item)],
        }
    }

    /// Its text, with everything that makes no difference chosen by these numbers, again and again.
    fn text(&self, choices: &mut impl Iterator<Item = u8>) -> String {
        let mut choice = || choices.next().unwrap_or(0);
        let (turn, wrapping) = (choice(), choice());
        let list = |parts: &[Self], choices: &mut _| {
            let mut texts: Vec<String> = parts.iter().map(|it| it.text(choices)).collect();
            let turns = usize::from(turn).checked_rem(texts.len()).unwrap_or(0);
            texts.rotate_left(turns);
            texts.concat()
        };
        let text = match self {
            Self::And(parts) => format!("(&{})", list(parts, choices)),
            Self::Or(parts) => format!("(|{})", list(parts, choices)),
            Self::Not(part) => format!("(!{})", part.text(choices)),
            Self::Item(item) => format!(
                "({}={item})",
                ["cn", "CN", "2.5.4.3"][usize::from(turn % 3)]
            ),
        };
        match wrapping % 5 {
            1 => format!("(&{text})"),
            2 => format!("(|{text}{text})"),
            3 => format!("(!(!{text}))"),
            _ => text,
        }
    }
}

fn any_model() -> impl Strategy<Value = Model> {
    (0_u8..3)
        .prop_map(Model::Item)
        .prop_recursive(3, 10, 3, |inner| {
            let list = || prop::collection::vec(inner.clone(), 0..4);
            prop_oneof![
                list().prop_map(Model::And),
                list().prop_map(Model::Or),
                inner.clone().prop_map(|part| Model::Not(Box::new(part))),
            ]
        })
}

proptest! {
    #[test]
    fn text_makes_no_difference(model in any_model(), one in any::<[u8; 8]>(), other in any::<[u8; 8]>()) {
        let text = |choices: [u8; 8]| model.text(&mut choices.into_iter().cycle());
        let (one, other) = (text(one), text(other));
        prop_assert!(asks_the_same(&one, &other), "{one} and {other}");
    }

    #[test]
    fn what_asks_the_same_is_as_true(one in any_model(), other in any_model()) {
        let mut plain = std::iter::repeat(0);
        let texts = (one.text(&mut plain), other.text(&mut plain));
        if asks_the_same(&texts.0, &texts.1) {
            for number in 0..27_i8 {
                let items = [number % 3 - 1, number / 3 % 3 - 1, number / 9 - 1];
                prop_assert_eq!(one.truth(items), other.truth(items), "{:?}", texts);
            }
        }
    }
}
