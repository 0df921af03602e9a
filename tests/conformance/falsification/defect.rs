//! A scenario's words for a defect, in those of the server's library.

use jcldap::fault::{Change, Fault, OctetTemplate};
use jcldap::wire::{AnswerControl, RequestKind, ResultCode};
use jcldap_conformance::scenario::{
    Alteration, AttributeValue, ControlValue, Defect, DefectOn, Hex, Renaming, ResultCodeText,
};

/// The fault that makes a server have the defect.
pub fn fault_of(defect: &Defect) -> Fault {
    let mut fault = match defect.on {
        DefectOn::Bind => Fault::on(RequestKind::Bind),
        DefectOn::Search => Fault::on(RequestKind::Search),
        DefectOn::Compare => Fault::on(RequestKind::Compare),
        DefectOn::Add => Fault::on(RequestKind::Add),
        DefectOn::Modify => Fault::on(RequestKind::Modify),
        DefectOn::Delete => Fault::on(RequestKind::Delete),
        DefectOn::ModifyDn => Fault::on(RequestKind::ModifyDn),
        DefectOn::Extended => Fault::on(RequestKind::Extended),
        DefectOn::Abandon => Fault::on(RequestKind::Abandon),
        DefectOn::Unbind => Fault::on(RequestKind::Unbind),
        DefectOn::Malformed => Fault::on_malformed(),
        DefectOn::Any => Fault::on_any(),
    };
    for text in &defect.containing.0 {
        fault = if defect.on == DefectOn::Malformed {
            let Hex(octets) = text.clone().try_into().expect("the reader checked it");
            fault.containing_octets(octets)
        } else {
            fault.containing(text)
        };
    }
    for text in &defect.after.0 {
        fault = fault.after(text);
    }
    if let Some(number) = defect.nth {
        fault = fault.nth(number);
    }
    let fault = changes_of(&defect.change)
        .into_iter()
        .fold(fault, Fault::change);
    with_the_rest(fault, &defect.change)
}

/// What takes the place of the answer, and what becomes of the request and the connection.
fn with_the_rest(mut fault: Fault, change: &Alteration) -> Fault {
    if let Some(octets) = &change.octets {
        let octets: OctetTemplate = octets.as_str().parse().expect("the reader checked it");
        fault = fault.octets(octets);
    }
    if let Some(result_code) = change.notice {
        fault = fault.notice(code(result_code));
    }
    if let Some(result_code) = change.answer {
        fault = fault.answer(code(result_code));
    }
    for (is_meant, effect) in [
        (change.no_answer, Fault::no_answer as fn(Fault) -> Fault),
        (change.cut, Fault::cut),
        (change.ignore, Fault::ignore),
        (change.keep_open, Fault::keep_open),
        (change.close, Fault::close),
    ] {
        if is_meant {
            fault = effect(fault);
        }
    }
    fault
}

fn changes_of(change: &Alteration) -> Vec<Change> {
    let set = change
        .set_attribute
        .iter()
        .map(|(description, values)| Change::SetAttribute {
            description: description.clone(),
            values: values
                .iter()
                .map(|value| value.clone().into_bytes())
                .collect(),
        });
    let response_value = change
        .response_value
        .as_ref()
        .map(|Hex(octets)| octets.clone());
    let response_text = change
        .response_value_text
        .as_ref()
        .map(|text| text.clone().into_bytes());
    let once = [
        change.result_code.map(|it| Change::ResultCode(code(it))),
        change.matched_dn.clone().map(Change::MatchedDn),
        change
            .diagnostic_message
            .clone()
            .map(Change::DiagnosticMessage),
        change.drop_entry.map(Change::DropEntry),
        change.repeat_entry.map(Change::RepeatEntry),
        change.add_entry.clone().map(Change::AddEntry),
        change
            .rename_entry
            .clone()
            .map(|Renaming { from, to }| Change::RenameEntry {
                from: Some(from).filter(|from| !from.is_empty()),
                to,
            }),
        change.drop_attribute.clone().map(Change::DropAttribute),
        change
            .rename_attribute
            .clone()
            .map(|Renaming { from, to }| Change::RenameAttribute { from, to }),
        change
            .drop_value
            .clone()
            .map(|AttributeValue { attribute, value }| Change::DropValue {
                description: attribute,
                value: value.into_bytes(),
            }),
        change
            .add_value
            .clone()
            .map(|AttributeValue { attribute, value }| Change::AddValue {
                description: attribute,
                value: value.into_bytes(),
            }),
        change.drop_control.clone().map(Change::DropControl),
        change
            .add_control
            .clone()
            .map(|oid| control(oid, None, false)),
        change.set_control.clone().map(
            |ControlValue {
                 oid,
                 value,
                 critical,
             }| { control(oid, value.map(|Hex(octets)| octets), critical) },
        ),
        change
            .add_reference
            .clone()
            .map(|url| Change::AddReference(vec![url])),
        change
            .response_name
            .clone()
            .map(|name| Change::ResponseName(Some(name))),
        change
            .drop_response_name
            .then_some(Change::ResponseName(None)),
        response_value
            .or(response_text)
            .map(|value| Change::ResponseValue(Some(value))),
        change
            .drop_response_value
            .then_some(Change::ResponseValue(None)),
        change
            .server_sasl_credentials
            .clone()
            .map(|Hex(octets)| Change::ServerSaslCredentials(octets)),
        change.message_id.map(Change::MessageId),
        change.answer_twice.then_some(Change::AnswerTwice),
    ];
    set.chain(once.into_iter().flatten()).collect()
}

fn control(oid: String, value: Option<Vec<u8>>, criticality: bool) -> Change {
    Change::SetControl(AnswerControl {
        oid: oid.into_bytes(),
        criticality,
        value,
    })
}

fn code(ResultCodeText(code): ResultCodeText) -> ResultCode {
    ResultCode::from_number(u16::try_from(code.0).unwrap_or(u16::MAX))
}
