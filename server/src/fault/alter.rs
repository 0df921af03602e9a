//! Making changes to one message of an answer.

use super::Change;
use crate::wire::{
    Answer, AnswerAttribute, AnswerControl, AnswerEntry, AnswerOperation, AnswerResult,
};

/// What comes of one message: none, one or several. `place` is the number of the entry, from 1, where it is one.
pub(super) fn altered(changes: &[Change], answer: Answer, place: u64) -> Vec<Answer> {
    let is_last = matches!(answer.operation, AnswerOperation::Result(_));
    let mut answers = vec![answer];
    for change in changes {
        if is_last {
            around_the_last(change, &mut answers);
        } else {
            with_an_entry(change, &mut answers, place);
        }
        for answer in &mut answers {
            alter(change, answer);
        }
    }
    answers
}

/// Changes in how many messages there are, where one is the message that ends the operation.
fn around_the_last(change: &Change, answers: &mut Vec<Answer>) {
    let Some(last) = answers.last() else {
        return;
    };
    let before = |operation| Answer {
        id: last.id,
        operation,
        controls: Vec::new(),
    };
    match change {
        Change::AddEntry(name) => {
            let entry = before(AnswerOperation::Entry(AnswerEntry {
                name: octets(name),
                attributes: Vec::new(),
            }));
            answers.insert(0, entry);
        }
        Change::AddReference(urls) => {
            let urls = urls.iter().map(octets).collect();
            let reference = before(AnswerOperation::Reference(urls));
            answers.insert(answers.len() - 1, reference);
        }
        Change::AnswerTwice => answers.push(last.clone()),
        _ => {}
    }
}

/// Changes in how many messages there are, where one is an entry or a reference.
fn with_an_entry(change: &Change, answers: &mut Vec<Answer>, place: u64) {
    let is_entry = |answer: &Answer| matches!(answer.operation, AnswerOperation::Entry(_));
    match change {
        Change::DropEntry(number) if *number == place => answers.retain(|answer| !is_entry(answer)),
        Change::RepeatEntry(number) if *number == place => {
            if let Some(entry) = answers.iter().find(|answer| is_entry(answer)) {
                answers.push(entry.clone());
            }
        }
        _ => {}
    }
}

fn alter(change: &Change, answer: &mut Answer) {
    match (change, &mut answer.operation) {
        (Change::MessageId(id), _) => answer.id = *id,
        (Change::DropControl(oid), _) => {
            answer
                .controls
                .retain(|control| control.oid != oid.as_bytes());
        }
        (Change::SetControl(control), AnswerOperation::Result(_)) => {
            set_control(&mut answer.controls, control);
        }
        (_, AnswerOperation::Entry(entry)) => alter_entry(change, entry),
        (_, AnswerOperation::Result(result)) => alter_result(change, result),
        (_, AnswerOperation::Reference(_)) => {}
    }
}

fn alter_result(change: &Change, result: &mut AnswerResult) {
    match change {
        Change::ResultCode(code) => result.code = i64::from(code.number()),
        Change::MatchedDn(name) => result.matched_dn = octets(name),
        Change::DiagnosticMessage(text) => result.diagnostic_message = octets(text),
        Change::Referral(urls) => result.referral = urls.iter().map(octets).collect(),
        Change::ResponseName(name) => result.response_name = name.as_ref().map(octets),
        Change::ResponseValue(value) => result.response_value.clone_from(value),
        Change::ServerSaslCredentials(credentials) => {
            result.server_sasl_credentials = Some(credentials.clone());
        }
        _ => {}
    }
}

fn alter_entry(change: &Change, entry: &mut AnswerEntry) {
    let attributes = &mut entry.attributes;
    match change {
        Change::RenameEntry { from, to } => {
            let is_meant = |from: &String| is_same(&entry.name, from);
            if from.as_ref().is_none_or(is_meant) {
                entry.name = octets(to);
            }
        }
        Change::DropAttribute(description) => {
            attributes.retain(|attribute| !is_same(&attribute.description, description));
        }
        Change::SetAttribute {
            description,
            values,
        } => change_values(attributes, description, |own| own.clone_from(values)),
        Change::RenameAttribute { from, to } => {
            for attribute in attributes {
                if is_same(&attribute.description, from) {
                    attribute.description = octets(to);
                }
            }
        }
        Change::DropValue { description, value } => attributes.retain_mut(|attribute| {
            if !is_same(&attribute.description, description) || attribute.values.is_empty() {
                return true;
            }
            attribute.values.retain(|own| own != value);
            !attribute.values.is_empty()
        }),
        Change::AddValue { description, value } => {
            change_values(attributes, description, |own| own.push(value.clone()));
        }
        _ => {}
    }
}

/// Changes the values of an attribute, which is added where there is none.
fn change_values(
    attributes: &mut Vec<AnswerAttribute>,
    description: &str,
    change: impl FnOnce(&mut Vec<Vec<u8>>),
) {
    let mut own = attributes.iter_mut();
    if let Some(attribute) = own.find(|attribute| is_same(&attribute.description, description)) {
        return change(&mut attribute.values);
    }
    let mut values = Vec::new();
    change(&mut values);
    attributes.push(AnswerAttribute {
        description: octets(description),
        values,
    });
}

fn set_control(controls: &mut Vec<AnswerControl>, control: &AnswerControl) {
    match controls.iter_mut().find(|own| own.oid == control.oid) {
        Some(own) => own.clone_from(control),
        None => controls.push(control.clone()),
    }
}

fn is_same(own: &[u8], wanted: &str) -> bool {
    own.eq_ignore_ascii_case(wanted.as_bytes())
}

fn octets(text: impl AsRef<str>) -> Vec<u8> {
    text.as_ref().as_bytes().to_vec()
}
