//! What a step may do. The words are those of RFC 4511.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Add, Delete, Hex, Modify, ModifyDn, Template};
use crate::protocol::{DerefAliases, Scope};

/// One operation of a step.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each variant's type tells")]
pub enum Operation {
    Connect(Connect),
    Bind(Bind),
    Search(Box<SearchText>),
    Compare(Compare),
    Extended(Extended),
    StartTls,
    Modify(Modify),
    Add(Add),
    Delete(Delete),
    ModifyDn(ModifyDn),
    Raw(Raw),
    /// Abandons the request of the step with this id.
    Abandon(String),
    /// Cancels the request of the step with this id, its own included, by the extended operation (RFC 3909).
    Cancel(String),
    /// Takes the rest of the answer to the request of the step with this id.
    Collect(String),
    Unbind,
    WaitForClose(WaitForClose),
}

impl Operation {
    /// The word that a scenario file has for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Connect(_) => "connect",
            Self::Bind(_) => "bind",
            Self::Search(_) => "search",
            Self::Compare(_) => "compare",
            Self::Extended(_) => "extended",
            Self::StartTls => "startTls",
            Self::Modify(_) => "modify",
            Self::Add(_) => "add",
            Self::Delete(_) => "delete",
            Self::ModifyDn(_) => "modifyDn",
            Self::Raw(_) => "raw",
            Self::Abandon(_) => "abandon",
            Self::Cancel(_) => "cancel",
            Self::Collect(_) => "collect",
            Self::Unbind => "unbind",
            Self::WaitForClose(_) => "waitForClose",
        }
    }

    /// The entry that it attempts to write to.
    pub fn written_entry(&self) -> Option<&Template> {
        match self {
            Self::Modify(modify) => Some(&modify.entry),
            Self::Add(add) => Some(&add.entry),
            Self::Delete(delete) => Some(&delete.entry),
            Self::ModifyDn(modify_dn) => Some(&modify_dn.entry),
            Self::Extended(extended) => extended.writes_to.as_ref(),
            _ => None,
        }
    }
}

/// Written `{}`: the operation has no parts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Opens a connection. Without such a step a connection opens by itself when it is first used.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Connect {
    /// How it begins.
    #[serde(default)]
    pub transport: Transport,
}

/// How a connection begins.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum Transport {
    /// As the target's `url` says.
    #[default]
    Default,
    /// In clear text at the target's `plainUrl`.
    Plain,
    /// In clear text at the target's `url`, even where that begins with TLS: hostile, and so for loopback targets only.
    WithoutTls,
}

/// A BindRequest (RFC 4511 4.2).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bind {
    /// Whose name and password to send: `binding`, `user.ROLE` or `anonymous`. Without it there must be a `name`.
    #[serde(default, rename = "as")]
    pub subject: Option<BindSubject>,
    /// The name, where it isn't the subject's own DN: one that a search returned, another spelling, an e-mail address.
    #[serde(default)]
    pub name: Option<Template>,
    /// Which password to send.
    #[serde(default)]
    pub password: BindPassword,
    /// The version.
    #[serde(default = "version_3")]
    pub version: i64,
    /// A SASL mechanism in place of the password.
    #[serde(default)]
    pub mechanism: Option<String>,
}

fn version_3() -> i64 {
    3
}

/// Who binds.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub enum BindSubject {
    /// Nobody: an empty name and an empty password.
    Anonymous,
    /// The binding user.
    Binding,
    /// The user with this role.
    User(String),
}

impl TryFrom<String> for BindSubject {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.split_once('.') {
            None if text == "anonymous" => Ok(Self::Anonymous),
            None if text == "binding" => Ok(Self::Binding),
            Some(("user", role)) => Ok(Self::User(role.to_owned())),
            _ => Err(format!(
                "unknown subject `{text}`; expected binding, anonymous or user.ROLE"
            )),
        }
    }
}

/// Which password a bind sends.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum BindPassword {
    /// The subject's own.
    #[default]
    Correct,
    /// One that is nobody's. A target that isn't loopback gets one such for each subject in a run.
    Wrong,
    /// None, which makes a bind with a name unauthenticated (RFC 4513 5.1.2).
    Empty,
}

/// A SearchRequest (RFC 4511 4.5.1).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SearchText {
    /// The baseObject.
    pub base: Template,
    /// The scope.
    #[serde(default)]
    pub scope: Scope,
    /// The filter (RFC 4515). What placeholders stand for is escaped by itself.
    pub filter: Template,
    /// How many negations to wrap the filter in: for one that is nested deeper than anybody writes.
    #[serde(default)]
    pub negations: u32,
    /// The attribute list; a placeholder that stands for a list adds all of it.
    #[serde(default)]
    pub attributes: Vec<Template>,
    /// Whether aliases are followed.
    #[serde(default)]
    pub deref_aliases: DerefAliases,
    /// The sizeLimit.
    #[serde(default)]
    pub size_limit: i64,
    /// The timeLimit, in seconds.
    #[serde(default)]
    pub time_limit: i64,
    /// Whether only names are wanted.
    #[serde(default)]
    pub types_only: bool,
    /// Simple paged results (RFC 2696).
    #[serde(default)]
    pub paged: Option<Paged>,
}

/// How a search is paged.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Paged {
    /// Entries in a page.
    pub size: i64,
    /// Whether the control is critical.
    #[serde(default)]
    pub critical: bool,
    /// After how many pages to stop; without it, when the cookie is empty.
    #[serde(default)]
    pub pages: Option<u64>,
    /// The cookie of the first request, `{captured.NAME}`; without it an empty one.
    #[serde(default)]
    pub cookie: Option<Template>,
}

/// A CompareRequest (RFC 4511 4.10).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Compare {
    /// The entry.
    pub entry: Template,
    /// The attribute description.
    pub attribute: Template,
    /// The assertion value.
    pub value: Template,
}

/// An ExtendedRequest (RFC 4511 4.12).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Extended {
    /// The requestName, an OID.
    pub oid: String,
    /// The requestValue in hexadecimal digits.
    #[serde(default)]
    pub value: Option<Hex>,
    /// In place of a `value`: the requestValue of Password Modify (RFC 3062).
    #[serde(default)]
    pub password_modify: Option<PasswordModify>,
    /// The entry that it attempts to change; it makes the step a write attempt.
    #[serde(default)]
    pub writes_to: Option<Template>,
}

/// A `PasswdModifyRequestValue` (RFC 3062 2). It holds no password that is anybody's.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PasswordModify {
    /// The userIdentity.
    pub user_identity: Option<Template>,
    /// The oldPasswd.
    pub old_password: Option<String>,
    /// The newPasswd.
    pub new_password: Option<String>,
}

/// Octets as they are: for what no request type can say.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Raw {
    /// The octets in hexadecimal digits; blanks and `#` comments don't count.
    pub octets: Hex,
    /// How often they are sent, one after the other. `answers` under `expect` says how many answers to wait for.
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}

/// Waits until the target closes the connection.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaitForClose {
    /// How long at most, in seconds; without it, as long as for an answer.
    #[serde(default)]
    pub seconds: Option<u64>,
}
