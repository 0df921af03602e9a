//! Requests from steps: every template filled, nothing sent.

use super::bindings::{Bindings, Unbound};
use super::exchange::Answer;
use crate::protocol::{Change, Control, Request, Search};
use crate::scenario::{Operation, SearchText, Step};

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
                value: extended.value.as_ref().map(|value| value.0.clone()),
            };
            (request, Answer::Extended)
        }
        Operation::Bind(_)
        | Operation::Connect(_)
        | Operation::StartTls
        | Operation::Raw(_)
        | Operation::Abandon(_)
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

/// The controls that a step asks for.
pub(super) fn controls_of(step: &Step) -> Vec<Control> {
    let controls = step.controls.iter().map(|control| Control {
        oid: control.oid.clone(),
        criticality: control.critical,
        value: control.value.as_ref().map(|value| value.0.clone()),
    });
    controls.collect()
}
