//! Requests from steps: every template filled, nothing sent.

use super::bindings::{Bindings, Unbound};
use super::exchange::Answer;
use super::session::StepError;
use crate::ber::{self, tag};
use crate::protocol::{Change, Control, Request, Search, SortKey, encode_filter, oid};
use crate::scenario::{Operation, PasswordModify, RequestedValue, SearchText, Step};

/// The request of an operation and the kind of its answer; none for what is carried out otherwise, binds among them.
pub(super) fn request_of(
    operation: &Operation,
    bindings: &Bindings<'_>,
) -> Result<Option<(Request, Answer)>, Unbound> {
    Ok(Some(match operation {
        Operation::Search(search) => (
            Request::Search(search_of(search, bindings)?),
            Answer::Search,
        ),
        Operation::Compare(compare) => {
            let request = Request::Compare {
                entry: bindings.octets(&compare.entry)?,
                attribute: bindings.octets(&compare.attribute)?,
                value: bindings.octets(&compare.value)?,
            };
            (request, Answer::Compare)
        }
        Operation::Modify(modify) => {
            let changes = modify.changes.iter().map(|change| {
                Ok(Change {
                    kind: change.kind,
                    attribute: bindings.octets(&change.attribute)?,
                    values: bindings.list(&change.values)?,
                })
            });
            let request = Request::Modify {
                object: bindings.octets(&modify.entry)?,
                changes: changes.collect::<Result<_, Unbound>>()?,
            };
            (request, Answer::Modify)
        }
        Operation::Add(add) => {
            let attributes = add.attributes.iter().map(|added| {
                Ok((
                    bindings.octets(&added.attribute)?,
                    bindings.list(&added.values)?,
                ))
            });
            let request = Request::Add {
                entry: bindings.octets(&add.entry)?,
                attributes: attributes.collect::<Result<_, Unbound>>()?,
            };
            (request, Answer::Add)
        }
        Operation::Delete(delete) => (
            Request::Delete {
                entry: bindings.octets(&delete.entry)?,
            },
            Answer::Delete,
        ),
        Operation::ModifyDn(modify_dn) => {
            let new_superior = modify_dn.new_superior.as_ref();
            let request = Request::ModifyDn {
                entry: bindings.octets(&modify_dn.entry)?,
                new_rdn: bindings.octets(&modify_dn.new_rdn)?,
                delete_old_rdn: modify_dn.delete_old_rdn,
                new_superior: new_superior
                    .map(|superior| bindings.octets(superior))
                    .transpose()?,
            };
            (request, Answer::ModifyDn)
        }
        Operation::Extended(extended) => {
            let request = Request::Extended {
                name: extended.oid.clone(),
                value: match &extended.password_modify {
                    Some(modify) => Some(password_modify(modify, bindings)?),
                    None => extended.value.as_ref().map(|value| value.0.clone()),
                },
            };
            (request, Answer::Extended)
        }
        Operation::Bind(_)
        | Operation::Connect(_)
        | Operation::StartTls
        | Operation::Raw(_)
        | Operation::Abandon(_)
        | Operation::Cancel(_)
        | Operation::Collect(_)
        | Operation::Unbind
        | Operation::WaitForClose(_) => return Ok(None),
    }))
}

/// The search with its templates filled.
pub(super) fn search_of(search: &SearchText, bindings: &Bindings<'_>) -> Result<Search, Unbound> {
    Ok(Search {
        base: bindings.octets(&search.base)?,
        scope: search.scope,
        deref_aliases: search.deref_aliases,
        size_limit: search.size_limit,
        time_limit: search.time_limit,
        types_only: search.types_only,
        filter: bindings.filter(&search.filter)?,
        negations: search.negations,
        attributes: bindings.list(&search.attributes)?,
    })
}

/// The request to cancel the request with this messageID (RFC 3909 2.1).
pub(super) fn cancel_of(id: i64) -> Request {
    Request::Extended {
        name: oid::CANCEL.to_owned(),
        value: Some(ber::sequence(tag::SEQUENCE, &[ber::integer(id)])),
    }
}

/// The `PasswdModifyRequestValue` with its templates filled (RFC 3062 2).
fn password_modify(modify: &PasswordModify, bindings: &Bindings<'_>) -> Result<Vec<u8>, Unbound> {
    let identity = modify.user_identity.as_ref();
    let fields = [
        identity
            .map(|identity| bindings.octets(identity))
            .transpose()?,
        modify.old_password.clone().map(String::into_bytes),
        modify.new_password.clone().map(String::into_bytes),
    ];
    let fields: Vec<_> = (0..)
        .zip(&fields)
        .filter_map(|(number, field)| Some(ber::element(tag::context(number), field.as_deref()?)))
        .collect();
    Ok(ber::sequence(tag::SEQUENCE, &fields))
}

/// The controls that a step asks for.
pub(super) fn controls_of(step: &Step, bindings: &Bindings<'_>) -> Result<Vec<Control>, StepError> {
    let controls = step.controls.iter().map(|control| {
        let value = control.value.as_ref();
        Ok(Control {
            oid: control.oid.clone(),
            criticality: control.critical,
            value: value
                .map(|value| control_value(value, bindings))
                .transpose()?,
        })
    });
    controls.collect()
}

fn control_value(value: &RequestedValue, bindings: &Bindings<'_>) -> Result<Vec<u8>, StepError> {
    Ok(match value {
        RequestedValue::Octets(octets) => octets.0.clone(),
        RequestedValue::Filter(filter) => encode_filter(&bindings.filter(filter)?)?,
        RequestedValue::Attributes(attributes) => {
            let attributes = bindings.list(attributes)?;
            let attributes: Vec<_> = attributes
                .iter()
                .map(|attribute| ber::octet_string(attribute))
                .collect();
            ber::sequence(tag::SEQUENCE, &attributes)
        }
        RequestedValue::SortKeys(keys) => {
            let keys: Vec<_> = keys
                .iter()
                .map(|key| SortKey {
                    attribute: key.attribute.clone().into_bytes(),
                    ordering_rule: key.ordering_rule.clone().map(String::into_bytes),
                    reverse_order: key.reverse_order,
                })
                .collect();
            SortKey::encode_list(&keys)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Target;

    /// The control or extended operation of a step, encoded.
    fn encoded(step: &str) -> Vec<u8> {
        let target: Target = serde_yaml::from_str(
            "{url: 'ldaps://127.0.0.1', organization: 5f1b9a2c8d3e4f0012345678, bindingUser: {username: 'a)b'}}",
        )
        .unwrap();
        let bindings = Bindings::new(&target, None);
        let step: Step = serde_yaml::from_str(step).unwrap();
        if let Some(control) = controls_of(&step, &bindings).unwrap().pop() {
            return control.value.unwrap();
        }
        match request_of(&step.operation, &bindings).unwrap() {
            Some((Request::Extended { value, .. }, _)) => value.unwrap(),
            _ => panic!("no value in {step:?}"),
        }
    }

    #[test]
    fn control_values_are_put_together_from_their_parts() {
        for (control, value) in [
            ("value: 'ff 00'", &[0xff, 0][..]),
            (
                "sortKeys: [{attribute: sn}]",
                &[0x30, 6, 0x30, 4, 4, 2, b's', b'n'],
            ),
            (
                "filter: '(uid={binding.username})'",
                &[0xa3, 10, 4, 3, b'u', b'i', b'd', 4, 3, b'a', b')', b'b'],
            ),
            (
                "attributes: [a, '{binding.username}']",
                &[0x30, 8, 4, 1, b'a', 4, 3, b'a', b')', b'b'],
            ),
        ] {
            let step = format!("{{unbind: {{}}, controls: [{{oid: '1.2', {control}}}]}}");
            assert_eq!(encoded(&step), value, "{control}");
        }
    }

    #[test]
    fn rfc3062_2_1_password_modify_says_what_is_given() {
        for (fields, value) in [
            ("{}", &[0x30, 0][..]),
            (
                "{userIdentity: '{binding.username}', newPassword: n}",
                &[0x30, 8, 0x80, 3, b'a', b')', b'b', 0x82, 1, b'n'],
            ),
            ("{oldPassword: o}", &[0x30, 3, 0x81, 1, b'o']),
        ] {
            let step = format!("{{extended: {{oid: '1.2', passwordModify: {fields}}}}}");
            assert_eq!(encoded(&step), value, "{fields}");
        }
    }

    #[test]
    fn rfc3909_2_1_cancel_names_a_message_id() {
        let Request::Extended { name, value } = cancel_of(300) else {
            panic!("a Cancel is an extended operation");
        };
        assert_eq!(name, oid::CANCEL);
        assert_eq!(value.as_deref(), Some(&[0x30, 4, 2, 2, 1, 0x2c][..]));
    }
}
