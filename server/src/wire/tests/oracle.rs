//! `ldap3_proto` as a second reader and writer: on messages that are valid for both, both must agree.
//!
//! It takes text alone where the protocol takes octets, so the messages here hold text.

use bytes::BytesMut;
use jcldap_directory::{Filter, SearchScope};
use ldap3_lber::structure::StructureTag;
use ldap3_lber::write::encode_into;
use ldap3_proto::proto::*;
use proptest::collection::vec;
use proptest::prelude::*;
use tokio_util::codec::Decoder as _;

use crate::wire::*;

fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9=,;.é -]{1,12}"
}

fn filter() -> impl Strategy<Value = LdapFilter> {
    let item = prop_oneof![
        (text(), text()).prop_map(|(attribute, value)| LdapFilter::Equality(attribute, value)),
        (text(), text())
            .prop_map(|(attribute, value)| LdapFilter::GreaterOrEqual(attribute, value)),
        (text(), text()).prop_map(|(attribute, value)| LdapFilter::LessOrEqual(attribute, value)),
        (text(), text()).prop_map(|(attribute, value)| LdapFilter::Approx(attribute, value)),
        text().prop_map(LdapFilter::Present),
        (
            text(),
            proptest::option::of(text()),
            vec(text(), 1..3),
            proptest::option::of(text())
        )
            .prop_map(|(attribute, initial, any, final_)| {
                LdapFilter::Substring(
                    attribute,
                    LdapSubstringFilter {
                        initial,
                        any,
                        final_,
                    },
                )
            }),
        (proptest::option::of(text()), text(), text(), any::<bool>()).prop_map(
            |(matching_rule, type_, match_value, dn_attributes)| {
                LdapFilter::Extensible(LdapMatchingRuleAssertion {
                    matching_rule,
                    type_: Some(type_),
                    match_value,
                    dn_attributes,
                })
            }
        ),
    ];
    item.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(LdapFilter::And),
            vec(inner.clone(), 1..4).prop_map(LdapFilter::Or),
            inner.prop_map(|member| LdapFilter::Not(Box::new(member))),
        ]
    })
}

fn operation() -> impl Strategy<Value = LdapOp> {
    let search = (
        text(),
        0..3_i64,
        0..=i32::MAX,
        0..=i32::MAX,
        any::<bool>(),
        filter(),
        vec(text(), 0..4),
    )
        .prop_map(
            |(base, scope, sizelimit, timelimit, typesonly, filter, attrs)| {
                let scope = match scope {
                    0 => LdapSearchScope::Base,
                    1 => LdapSearchScope::OneLevel,
                    _ => LdapSearchScope::Subtree,
                };
                let aliases = LdapDerefAliases::Never;
                LdapOp::SearchRequest(LdapSearchRequest {
                    base,
                    scope,
                    aliases,
                    sizelimit,
                    timelimit,
                    typesonly,
                    filter,
                    attrs,
                })
            },
        );
    prop_oneof![
        (text(), text()).prop_map(|(dn, password)| {
            LdapOp::BindRequest(LdapBindRequest {
                version: 3,
                dn,
                cred: LdapBindCred::Simple(password),
            })
        }),
        search,
        text().prop_map(LdapOp::DelRequest),
        (text(), text(), any::<bool>(), proptest::option::of(text())).prop_map(
            |(dn, newrdn, deleteoldrdn, new_superior)| {
                LdapOp::ModifyDNRequest(LdapModifyDNRequest {
                    dn,
                    newrdn,
                    deleteoldrdn,
                    new_superior,
                })
            }
        ),
        (text(), text(), vec(any::<u8>(), 0..6)).prop_map(|(dn, atype, val)| {
            LdapOp::CompareRequest(LdapCompareRequest { dn, atype, val })
        }),
        (text(), proptest::option::of(vec(any::<u8>(), 0..6)))
            .prop_map(|(name, value)| LdapOp::ExtendedRequest(LdapExtendedRequest { name, value })),
        (1..=i32::MAX).prop_map(LdapOp::AbandonRequest),
        Just(LdapOp::UnbindRequest),
    ]
}

/// What our reader is to make of a filter.
fn expected_filter(filter: &LdapFilter) -> Filter {
    let octets = |text: &String| text.clone().into_bytes();
    match filter {
        LdapFilter::And(members) => Filter::And(members.iter().map(expected_filter).collect()),
        LdapFilter::Or(members) => Filter::Or(members.iter().map(expected_filter).collect()),
        LdapFilter::Not(member) => Filter::Not(Box::new(expected_filter(member))),
        LdapFilter::Equality(attribute, value) => Filter::Equality {
            attribute: octets(attribute),
            value: octets(value),
        },
        LdapFilter::GreaterOrEqual(attribute, value) => Filter::GreaterOrEqual {
            attribute: octets(attribute),
            value: octets(value),
        },
        LdapFilter::LessOrEqual(attribute, value) => Filter::LessOrEqual {
            attribute: octets(attribute),
            value: octets(value),
        },
        LdapFilter::Approx(attribute, value) => Filter::Approximate {
            attribute: octets(attribute),
            value: octets(value),
        },
        LdapFilter::Present(attribute) => Filter::Present {
            attribute: octets(attribute),
        },
        LdapFilter::Substring(attribute, substrings) => Filter::Substrings {
            attribute: octets(attribute),
            initial: substrings.initial.as_ref().map(octets),
            any: substrings.any.iter().map(octets).collect(),
            last: substrings.final_.as_ref().map(octets),
        },
        LdapFilter::Extensible(assertion) => Filter::Extensible {
            rule: assertion.matching_rule.as_ref().map(octets),
            attribute: assertion.type_.as_ref().map(octets),
            value: octets(&assertion.match_value),
            dn_attributes: assertion.dn_attributes,
        },
    }
}

/// What our reader is to make of an operation.
fn expected(operation: &LdapOp) -> Request {
    let octets = |text: &String| text.clone().into_bytes();
    match operation {
        LdapOp::BindRequest(bind) => {
            let LdapBindCred::Simple(password) = &bind.cred else {
                panic!("only simple binds are made here")
            };
            Request::Bind(BindRequest {
                version: bind.version,
                name: octets(&bind.dn),
                authentication: Authentication::Simple(Secret::new(octets(password))),
            })
        }
        LdapOp::SearchRequest(search) => Request::Search(SearchRequest {
            base: octets(&search.base),
            scope: match search.scope {
                LdapSearchScope::Base => SearchScope::BaseObject,
                LdapSearchScope::OneLevel => SearchScope::SingleLevel,
                _ => SearchScope::WholeSubtree,
            },
            size_limit: u32::try_from(search.sizelimit).unwrap(),
            time_limit: u32::try_from(search.timelimit).unwrap(),
            types_only: search.typesonly,
            filter: expected_filter(&search.filter),
            attributes: search.attrs.iter().map(octets).collect(),
        }),
        LdapOp::DelRequest(dn) => Request::Delete(octets(dn)),
        LdapOp::ModifyDNRequest(rename) => Request::ModifyDn(ModifyDnRequest {
            entry: octets(&rename.dn),
            new_rdn: octets(&rename.newrdn),
            delete_old_rdn: rename.deleteoldrdn,
            new_superior: rename.new_superior.as_ref().map(octets),
        }),
        LdapOp::CompareRequest(compare) => Request::Compare(CompareRequest {
            entry: octets(&compare.dn),
            attribute: octets(&compare.atype),
            value: Secret::new(compare.val.clone()),
        }),
        LdapOp::ExtendedRequest(extended) => Request::Extended(ExtendedRequest {
            name: octets(&extended.name),
            value: extended.value.clone().map(Secret::new),
        }),
        LdapOp::AbandonRequest(id) => Request::Abandon(i64::from(*id)),
        LdapOp::UnbindRequest => Request::Unbind,
        other => panic!("not made here: {other:?}"),
    }
}

#[expect(clippy::disallowed_types, reason = "the oracle of this test")]
fn read_by_the_oracle(octets: &[u8]) -> LdapMsg {
    let mut codec = ldap3_proto::LdapCodec::default();
    codec.decode(&mut BytesMut::from(octets)).unwrap().unwrap()
}

proptest! {
    #[test]
    fn both_read_the_same_valid_request(id in 1..=i32::MAX, operation in operation()) {
        let mut encoded = BytesMut::new();
        encode_into(&mut encoded, StructureTag::from(LdapMsg::new(id, operation.clone()))).unwrap();

        let theirs = read_by_the_oracle(&encoded);
        prop_assert_eq!(&theirs.op, &operation);

        let frame = next_frame(&mut encoded, usize::MAX).unwrap().unwrap();
        let ours = decode(&frame, 100).unwrap();
        prop_assert_eq!(ours.id.value(), theirs.msgid);
        prop_assert_eq!(ours.request, expected(&operation));
    }
}
