//! What a server received, for tests to look through.

use std::fmt;
use std::sync::Arc;

use jcldap_directory::{Dn, Schema};

use super::{Record, RecordedRequest};
use crate::wire::{RequestKind, ResultCode};

/// The operations that a server has finished, oldest first: the last ones, as many as its journal keeps.
///
/// # Examples
///
/// ```
/// # use jcldap::MockJumpCloud;
/// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
/// // ... after the application under test did something:
/// let binds = jumpcloud.received().binds().to("fry");
/// assert_eq!(binds.len(), 0);
/// # Ok::<(), jcldap::MockError>(())
/// ```
#[derive(Clone)]
#[must_use = "what was received is only good for looking at"]
pub struct Received {
    records: Vec<Arc<Record>>,
    schema: Arc<Schema>,
}

impl Received {
    pub(crate) fn new(records: Vec<Arc<Record>>, schema: &Arc<Schema>) -> Self {
        Self {
            records,
            schema: Arc::clone(schema),
        }
    }

    /// Only Binds.
    pub fn binds(self) -> Self {
        self.of(RequestKind::Bind)
    }

    /// Only Searches.
    pub fn searches(self) -> Self {
        self.of(RequestKind::Search)
    }

    /// Only operations of this kind.
    pub fn of(self, kind: RequestKind) -> Self {
        self.filter(|record| record.kind == Some(kind))
    }

    /// Only requests about this name: whom to bind as, where to search, which entry to compare or write.
    ///
    /// A username stands for every name whose first part is `uid=<username>`, in any organization; a DN for itself, in
    /// whatever spelling.
    pub fn to(self, name: &str) -> Self {
        let schema = Arc::clone(&self.schema);
        let dn = name
            .contains('=')
            .then(|| Dn::parse(name.as_bytes(), &schema).ok());
        self.filter(|record| {
            let Some(target) = record.request.as_deref().and_then(RecordedRequest::target) else {
                return false;
            };
            if target.eq_ignore_ascii_case(name) {
                return true;
            }
            match (&dn, Dn::parse(target.as_bytes(), &schema)) {
                (Some(Some(dn)), Ok(target)) => *dn == target,
                (None, Ok(target)) => is_of_user(&target, name, &schema),
                _ => false,
            }
        })
    }

    /// Only operations that were answered with this result code.
    pub fn with_result(self, code: ResultCode) -> Self {
        self.filter(|record| record.result.as_ref().is_some_and(|it| it.code == code))
    }

    /// Only operations that ended for this cause, such as `account_locked`.
    pub fn with_cause(self, cause: &str) -> Self {
        self.filter(|record| record.cause == cause)
    }

    /// Only operations of which this is true.
    pub fn filter(mut self, mut is_wanted: impl FnMut(&Record) -> bool) -> Self {
        self.records.retain(|record| is_wanted(record));
        self
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().map(|record| &**record)
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(&self.records).finish()
    }
}

fn is_of_user(name: &Dn, username: &str, schema: &Schema) -> bool {
    let uid = schema.attribute_type(b"uid");
    let (Some(uid), Some(rdn)) = (uid, name.rdn(schema)) else {
        return false;
    };
    let mut avas = rdn.avas().iter();
    avas.any(|ava| {
        ava.attribute_type == uid.id && ava.value.eq_ignore_ascii_case(username.as_bytes())
    })
}
