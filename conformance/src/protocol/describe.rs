//! Messages in words, one line each, for transcripts.

use std::fmt::Write as _;

use super::{
    Authentication, LdapResult, Request, RequestMessage, ResponseMessage, ResponseOperation,
};

/// A request in one line. It shows what it is given: redact before.
pub fn describe_request(message: &RequestMessage) -> String {
    let mut line = format!("{} {}", message.id, operation(&message.request));
    for control in &message.controls {
        let critical = if control.criticality { " critical" } else { "" };
        let _ = write!(line, " +control {}{critical}", control.oid);
    }
    line
}

fn operation(request: &Request) -> String {
    match request {
        Request::Bind {
            version,
            name,
            authentication,
        } => {
            let how = match authentication {
                Authentication::Simple(password) => format!("simple {}", quoted(password)),
                Authentication::Sasl { mechanism, .. } => format!("SASL {mechanism}"),
            };
            format!("Bind v{version} {} {how}", quoted(name))
        }
        Request::Unbind => "Unbind".to_owned(),
        Request::Search(search) => {
            let attributes: Vec<_> = search
                .attributes
                .iter()
                .map(|name| printable(name))
                .collect();
            let mut text = format!(
                "Search {} {:?} {} [{}]",
                quoted(&search.base),
                search.scope,
                search.filter,
                attributes.join(" ")
            );
            for (name, limit) in [("size", search.size_limit), ("time", search.time_limit)] {
                if limit != 0 {
                    let _ = write!(text, " {name} limit {limit}");
                }
            }
            if search.negations != 0 {
                let _ = write!(text, " within {} negations", search.negations);
            }
            if search.types_only {
                text.push_str(" types only");
            }
            text
        }
        Request::Modify { object, changes } => {
            let changes: Vec<_> = changes
                .iter()
                .map(|change| {
                    let values = values(&change.values);
                    format!(
                        "{:?} {}: {values}",
                        change.kind,
                        printable(&change.attribute)
                    )
                })
                .collect();
            format!("Modify {} {}", quoted(object), changes.join("; "))
        }
        Request::Add { entry, attributes } => {
            let attributes: Vec<_> = attributes
                .iter()
                .map(|(name, list)| format!("{}: {}", printable(name), values(list)))
                .collect();
            format!("Add {} {}", quoted(entry), attributes.join("; "))
        }
        Request::Delete { entry } => format!("Delete {}", quoted(entry)),
        Request::ModifyDn { entry, new_rdn, .. } => {
            format!("ModifyDN {} to {}", quoted(entry), quoted(new_rdn))
        }
        Request::Compare {
            entry,
            attribute,
            value,
        } => format!(
            "Compare {} {}={}",
            quoted(entry),
            printable(attribute),
            printable(value)
        ),
        Request::Abandon { id } => format!("Abandon {id}"),
        Request::Extended { name, value } => format!(
            "Extended {name}{}",
            value
                .as_ref()
                .map(|value| format!(" value {}", quoted(value)))
                .unwrap_or_default()
        ),
    }
}

/// A response in one line. It shows what it is given: redact before.
pub fn describe_response(message: &ResponseMessage) -> String {
    let mut line = format!("{} {}", message.id, answer(&message.operation));
    for control in &message.controls {
        let _ = write!(line, " +control {}", control.oid);
    }
    line
}

fn answer(operation: &ResponseOperation) -> String {
    match operation {
        ResponseOperation::Bind { result, .. } => format!("BindResponse {}", outcome(result)),
        ResponseOperation::SearchResultEntry(entry) => {
            let attributes: Vec<_> = entry
                .attributes
                .iter()
                .map(|(name, list)| format!("{name}: {}", values(list)))
                .collect();
            format!("SearchResultEntry `{}` {}", entry.dn, attributes.join("; "))
        }
        ResponseOperation::SearchResultReference(uris) => {
            format!("SearchResultReference {}", uris.join(" "))
        }
        ResponseOperation::SearchResultDone(result) => {
            format!("SearchResultDone {}", outcome(result))
        }
        ResponseOperation::Modify(result) => format!("ModifyResponse {}", outcome(result)),
        ResponseOperation::Add(result) => format!("AddResponse {}", outcome(result)),
        ResponseOperation::Delete(result) => format!("DelResponse {}", outcome(result)),
        ResponseOperation::ModifyDn(result) => format!("ModifyDNResponse {}", outcome(result)),
        ResponseOperation::Compare(result) => format!("CompareResponse {}", outcome(result)),
        ResponseOperation::Extended {
            result,
            name,
            value,
        } => {
            let mut text = format!("ExtendedResponse {}", outcome(result));
            if let Some(name) = name {
                let _ = write!(text, " name {name}");
            }
            if let Some(value) = value {
                let _ = write!(text, " value {}", quoted(value));
            }
            text
        }
        ResponseOperation::Intermediate { name, .. } => {
            format!(
                "IntermediateResponse {}",
                name.as_deref().unwrap_or_default()
            )
        }
    }
}

/// Octets as text where they are printable UTF-8, else as hexadecimal digits after `0x`.
pub fn printable(octets: &[u8]) -> String {
    match std::str::from_utf8(octets) {
        Ok(text) if !text.chars().any(char::is_control) => text.to_owned(),
        _ => octets.iter().fold("0x".to_owned(), |mut text, octet| {
            let _ = write!(text, "{octet:02x}");
            text
        }),
    }
}

fn quoted(octets: &[u8]) -> String {
    format!("`{}`", printable(octets))
}

fn values(values: &[Vec<u8>]) -> String {
    let values: Vec<_> = values.iter().map(|value| quoted(value)).collect();
    values.join(", ")
}

fn outcome(result: &LdapResult) -> String {
    let mut text = result.result_code.to_string();
    if !result.matched_dn.is_empty() {
        let _ = write!(text, " matchedDN `{}`", result.matched_dn);
    }
    if !result.diagnostic_message.is_empty() {
        let _ = write!(text, " text `{}`", result.diagnostic_message);
    }
    if let Some(referral) = &result.referral {
        let _ = write!(text, " referral {}", referral.join(" "));
    }
    text
}
