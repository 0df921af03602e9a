//! Reading one LDAPMessage (RFC 4511 section 4.1.1).
//!
//! Two kinds of failure are kept apart, as `openldap.md 7` tells them: a message whose shape is wrong ends the session
//! with a Notice of Disconnection; a well-formed one with a bad value gets protocolError (2) under its own message id.

use jcldap_directory::SearchScope;

use super::ber::{BerError, Element, Reader, has_more_elements_than, integer, tag};
use super::control::controls;
use super::filter::{FilterReadError, read_filter};
use super::request::{
    AddRequest, Authentication, BindRequest, Change, ChangeOperation, CompareRequest,
    ExtendedRequest, MessageId, ModifyDnRequest, ModifyRequest, PartialAttribute, Request,
    RequestKind, RequestMessage, SearchRequest, Secret,
};

/// The identifier octets of the protocolOp choices that a client may send (RFC 4511 section 4.2 to 4.12).
mod protocol_op {
    pub(super) const BIND: u8 = 0x60;
    pub(super) const UNBIND: u8 = 0x42;
    pub(super) const SEARCH: u8 = 0x63;
    pub(super) const MODIFY: u8 = 0x66;
    pub(super) const ADD: u8 = 0x68;
    pub(super) const DELETE: u8 = 0x4a;
    pub(super) const MODIFY_DN: u8 = 0x6c;
    pub(super) const COMPARE: u8 = 0x6e;
    pub(super) const ABANDON: u8 = 0x50;
    pub(super) const EXTENDED: u8 = 0x77;
}

/// Why a message did not become a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum DecodeError {
    /// The session cannot go on: notice, then close.
    #[error("malformed message: {0}")]
    Malformed(#[from] MalformedMessage),
    /// The request is answered with protocolError and the session goes on.
    #[error("invalid request {id}: {reason}", reason = .reason.diagnostic_message())]
    Invalid {
        /// The request's own id.
        id: MessageId,
        /// Which kind of answer the client waits for.
        kind: RequestKind,
        /// What is wrong.
        reason: InvalidRequest,
    },
}

/// What makes a message unreadable.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MalformedMessage {
    /// The encoding is wrong.
    #[error("{0}")]
    Encoding(#[from] BerError),
    /// It does not begin as a message does.
    #[error("not an LDAPMessage")]
    NotAMessage,
    /// 0, negative, or above 2^31-1.
    #[error("message id {0} is not one that a client may use")]
    MessageId(i64),
    /// Not an operation that a client may ask for.
    #[error("unknown operation {0:#04x}")]
    UnknownOperation(u8),
    /// It holds more elements than the limit: filters, names, values or controls by the hundred thousand.
    #[error("too many elements")]
    TooManyElements,
    /// The filter is nested deeper than the limit.
    #[error("filter nested too deeply")]
    FilterTooDeep,
}

impl MalformedMessage {
    /// The text of the Notice of Disconnection.
    pub const fn diagnostic_message(self) -> &'static str {
        match self {
            Self::Encoding(_) | Self::NotAMessage | Self::MessageId(_) => "decoding error",
            Self::UnknownOperation(_) => "unknown LDAP request",
            Self::TooManyElements => "too many elements",
            Self::FilterTooDeep => "filter nested too deeply",
        }
    }
}

/// A value that the operation does not allow, in a message that is otherwise well-formed (`openldap.md 7`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InvalidRequest {
    /// A scope other than 0 to 2.
    Scope,
    /// A derefAliases other than 0 to 3.
    DerefAliases,
    /// A negative sizeLimit, or one above 2^31-1.
    SizeLimit,
    /// A negative timeLimit, or one above 2^31-1.
    TimeLimit,
    /// Components of a substring filter out of order.
    SubstringOrder,
    /// A change that is none of add, delete, replace and increment.
    ModifyOperation,
    /// An attribute of an Add without a value.
    AttributeWithoutValues,
    /// A change that adds no value.
    AdditionWithoutValues,
    /// A change that increments by nothing.
    IncrementWithoutValue,
    /// A change that increments by more than one value.
    IncrementOfSeveralValues,
}

impl InvalidRequest {
    /// The text that goes with protocolError.
    pub const fn diagnostic_message(self) -> &'static str {
        match self {
            Self::Scope => "invalid scope",
            Self::DerefAliases => "invalid deref",
            Self::SizeLimit => "invalid size limit",
            Self::TimeLimit => "invalid time limit",
            Self::SubstringOrder => "invalid substrings filter",
            Self::ModifyOperation => "unrecognized modify operation",
            Self::AttributeWithoutValues => "no values for attribute type",
            Self::AdditionWithoutValues => "modify/add operation requires values",
            Self::IncrementWithoutValue => "modify/increment operation requires value",
            Self::IncrementOfSeveralValues => "modify/increment operation requires single value",
        }
    }
}

/// What stops a protocolOp from being read.
enum Failure {
    Malformed(MalformedMessage),
    Invalid(InvalidRequest),
}

impl From<BerError> for Failure {
    fn from(error: BerError) -> Self {
        Self::Malformed(error.into())
    }
}

impl From<InvalidRequest> for Failure {
    fn from(reason: InvalidRequest) -> Self {
        Self::Invalid(reason)
    }
}

impl From<FilterReadError> for Failure {
    fn from(error: FilterReadError) -> Self {
        match error {
            FilterReadError::Malformed(error) => error.into(),
            FilterReadError::TooDeep => Self::Malformed(MalformedMessage::FilterTooDeep),
            FilterReadError::SubstringOrder => InvalidRequest::SubstringOrder.into(),
        }
    }
}

/// Whether a message holds more elements than `limit`. Each costs many times its octets once it is read, so this is asked
/// before.
pub fn has_too_many_elements(frame: &[u8], limit: usize) -> bool {
    has_more_elements_than(limit, frame)
}

/// Reads a message as `next_frame` cut it. `filter_depth` is how deep its filter may be nested.
pub fn decode(frame: &[u8], filter_depth: usize) -> Result<RequestMessage, DecodeError> {
    let mut outer = Reader::new(frame);
    let mut message = outer.sequence().map_err(MalformedMessage::from)?;
    let number = message.integer().map_err(MalformedMessage::from)?;
    let id = MessageId::new(number).ok_or(MalformedMessage::MessageId(number))?;
    let operation = message.element().map_err(MalformedMessage::from)?;
    let kind = kind_of(operation.tag)?;
    // The rest of the message is read before the operation is judged: a bad value is answered only in a message that
    // is well-formed as a whole.
    let controls = read_controls(message).map_err(MalformedMessage::from)?;
    match read_operation(kind, operation, filter_depth) {
        Ok(request) => Ok(RequestMessage {
            id,
            request,
            controls,
        }),
        Err(Failure::Malformed(error)) => Err(error.into()),
        Err(Failure::Invalid(reason)) => Err(DecodeError::Invalid { id, kind, reason }),
    }
}

fn kind_of(tag: u8) -> Result<RequestKind, MalformedMessage> {
    Ok(match tag {
        protocol_op::BIND => RequestKind::Bind,
        protocol_op::UNBIND => RequestKind::Unbind,
        protocol_op::SEARCH => RequestKind::Search,
        protocol_op::MODIFY => RequestKind::Modify,
        protocol_op::ADD => RequestKind::Add,
        protocol_op::DELETE => RequestKind::Delete,
        protocol_op::MODIFY_DN => RequestKind::ModifyDn,
        protocol_op::COMPARE => RequestKind::Compare,
        protocol_op::ABANDON => RequestKind::Abandon,
        protocol_op::EXTENDED => RequestKind::Extended,
        other => return Err(MalformedMessage::UnknownOperation(other)),
    })
}

fn read_controls(mut message: Reader<'_>) -> Result<Vec<super::Control>, BerError> {
    let found = match message.optional(tag::context_constructed(0))? {
        Some(content) => controls(content)?,
        None => Vec::new(),
    };
    message.ignore_rest()?;
    Ok(found)
}

fn read_operation(
    kind: RequestKind,
    operation: Element<'_>,
    filter_depth: usize,
) -> Result<Request, Failure> {
    Ok(match kind {
        RequestKind::Bind => Request::Bind(bind(operation.reader())?),
        RequestKind::Unbind => Request::Unbind,
        RequestKind::Search => Request::Search(search(operation.reader(), filter_depth)?),
        RequestKind::Modify => Request::Modify(modify(operation.reader())?),
        RequestKind::Add => Request::Add(add(operation.reader())?),
        RequestKind::Delete => Request::Delete(operation.content.to_vec()),
        RequestKind::ModifyDn => Request::ModifyDn(modify_dn(operation.reader())?),
        RequestKind::Compare => Request::Compare(compare(operation.reader())?),
        RequestKind::Abandon => Request::Abandon(integer(operation.content)?),
        RequestKind::Extended => Request::Extended(extended(operation.reader())?),
    })
}

fn bind(mut reader: Reader<'_>) -> Result<BindRequest, BerError> {
    const SIMPLE: u8 = tag::context(0);
    const SASL: u8 = tag::context_constructed(3);

    let version = reader.integer()?;
    let name = reader.octets()?;
    let choice = reader.element()?;
    let authentication = match choice.tag {
        SIMPLE => Authentication::Simple(Secret::new(choice.content.to_vec())),
        SASL => {
            let mut sasl = choice.reader();
            let mechanism = sasl.octets()?;
            let credentials = sasl
                .optional(tag::OCTET_STRING)?
                .map(|octets| Secret::new(octets.to_vec()));
            sasl.ignore_rest()?;
            Authentication::Sasl {
                mechanism,
                credentials,
            }
        }
        _ => Authentication::Unknown,
    };
    reader.ignore_rest()?;
    Ok(BindRequest {
        version,
        name,
        authentication,
    })
}

fn search(mut reader: Reader<'_>, filter_depth: usize) -> Result<SearchRequest, Failure> {
    let base = reader.octets()?;
    let scope = reader.enumerated()?;
    let deref_aliases = reader.enumerated()?;
    let size_limit = reader.integer()?;
    let time_limit = reader.integer()?;
    let types_only = reader.boolean()?;
    let filter = read_filter(&mut reader, filter_depth)?;
    let mut selection = reader.sequence()?;
    let mut attributes = Vec::new();
    while !selection.is_empty() {
        attributes.push(selection.octets()?);
    }
    reader.ignore_rest()?;

    let scope = match scope {
        0 => SearchScope::BaseObject,
        1 => SearchScope::SingleLevel,
        2 => SearchScope::WholeSubtree,
        _ => return Err(InvalidRequest::Scope.into()),
    };
    // The directory holds no alias, so that every allowed value means the same.
    if !(0..=3).contains(&deref_aliases) {
        return Err(InvalidRequest::DerefAliases.into());
    }
    let size_limit = limit(size_limit).ok_or(InvalidRequest::SizeLimit)?;
    let time_limit = limit(time_limit).ok_or(InvalidRequest::TimeLimit)?;
    Ok(SearchRequest {
        base,
        scope,
        size_limit,
        time_limit,
        types_only,
        filter,
        attributes,
    })
}

/// A sizeLimit or timeLimit: 0 to maxInt, 2^31-1 (RFC 4511 section 4.1.1).
fn limit(number: i64) -> Option<u32> {
    i32::try_from(number)
        .ok()
        .and_then(|number| u32::try_from(number).ok())
}

fn partial_attribute(mut reader: Reader<'_>) -> Result<PartialAttribute, BerError> {
    let description = reader.octets()?;
    let mut set = Reader::new(reader.expect(tag::SET)?);
    reader.ignore_rest()?;
    let mut values = Vec::new();
    while !set.is_empty() {
        values.push(Secret::new(set.octets()?));
    }
    Ok(PartialAttribute {
        description,
        values,
    })
}

fn modify(mut reader: Reader<'_>) -> Result<ModifyRequest, Failure> {
    let object = reader.octets()?;
    let mut list = reader.sequence()?;
    reader.ignore_rest()?;
    let mut changes = Vec::new();
    // The whole list is read before any of it is judged: a later change may be malformed.
    let mut first_invalid = None;
    while !list.is_empty() {
        let mut change = list.sequence()?;
        let operation = change.enumerated()?;
        let modification = partial_attribute(change.sequence()?)?;
        change.ignore_rest()?;
        match change_operation(operation, modification.values.len()) {
            Ok(operation) => changes.push(Change {
                operation,
                modification,
            }),
            Err(invalid) => {
                first_invalid.get_or_insert(invalid);
            }
        }
    }
    match first_invalid {
        Some(invalid) => Err(invalid.into()),
        None => Ok(ModifyRequest { object, changes }),
    }
}

/// What a change does, if that many values go with it (RFC 4511 section 4.6, RFC 4525 section 3).
fn change_operation(operation: i64, values: usize) -> Result<ChangeOperation, InvalidRequest> {
    match (operation, values) {
        (0, 0) => Err(InvalidRequest::AdditionWithoutValues),
        (0, _) => Ok(ChangeOperation::Add),
        (1, _) => Ok(ChangeOperation::Delete),
        (2, _) => Ok(ChangeOperation::Replace),
        (3, 0) => Err(InvalidRequest::IncrementWithoutValue),
        (3, 1) => Ok(ChangeOperation::Increment),
        (3, _) => Err(InvalidRequest::IncrementOfSeveralValues),
        _ => Err(InvalidRequest::ModifyOperation),
    }
}

fn add(mut reader: Reader<'_>) -> Result<AddRequest, Failure> {
    let entry = reader.octets()?;
    let mut list = reader.sequence()?;
    reader.ignore_rest()?;
    let mut attributes = Vec::new();
    while !list.is_empty() {
        attributes.push(partial_attribute(list.sequence()?)?);
    }
    if attributes
        .iter()
        .any(|attribute: &PartialAttribute| attribute.values.is_empty())
    {
        return Err(InvalidRequest::AttributeWithoutValues.into());
    }
    Ok(AddRequest { entry, attributes })
}

fn modify_dn(mut reader: Reader<'_>) -> Result<ModifyDnRequest, BerError> {
    let entry = reader.octets()?;
    let new_rdn = reader.octets()?;
    let delete_old_rdn = reader.boolean()?;
    let new_superior = reader.optional(tag::context(0))?.map(<[u8]>::to_vec);
    reader.ignore_rest()?;
    Ok(ModifyDnRequest {
        entry,
        new_rdn,
        delete_old_rdn,
        new_superior,
    })
}

fn compare(mut reader: Reader<'_>) -> Result<CompareRequest, BerError> {
    let entry = reader.octets()?;
    let mut assertion = reader.sequence()?;
    reader.ignore_rest()?;
    let attribute = assertion.octets()?;
    let value = Secret::new(assertion.octets()?);
    assertion.ignore_rest()?;
    Ok(CompareRequest {
        entry,
        attribute,
        value,
    })
}

fn extended(mut reader: Reader<'_>) -> Result<ExtendedRequest, BerError> {
    let name = reader.expect(tag::context(0))?.to_vec();
    let value = reader
        .optional(tag::context(1))?
        .map(|octets| Secret::new(octets.to_vec()));
    reader.ignore_rest()?;
    Ok(ExtendedRequest { name, value })
}
