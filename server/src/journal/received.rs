//! What a server received, for tests to look through.

use std::fmt;
use std::sync::Arc;

use jcldap_directory::{Filter, Schema, SearchScope};

use super::Record;
use super::selector::{FilterSelector, Name, Selector};
use crate::wire::{RequestKind, ResultCode};

/// The operations that a server has finished, oldest first: the last ones, as many as its journal keeps.
///
/// Selectors narrow them down, and a verification such as [`exactly`](Self::exactly) says how many there have to be. An
/// operation is here before its client has the answer.
///
/// # Examples
///
/// ```
/// # use jcldap::MockJumpCloud;
/// use jcldap::wire::ResultCode;
///
/// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
/// // ... after the application under test did something:
/// let binds = jumpcloud.received().binds().to("fry");
/// assert_eq!(binds.len(), 0);
/// jumpcloud.received().binds().with_result(ResultCode::INVALID_CREDENTIALS).at_most(2);
/// # Ok::<(), jcldap::MockError>(())
/// ```
#[derive(Clone)]
#[must_use = "what was received is only good for looking at"]
pub struct Received {
    candidates: Vec<Candidate>,
    selectors: Vec<Selector>,
    forgotten: u64,
    schema: Arc<Schema>,
}

/// An operation, and the selectors that it fails, by their places.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) record: Arc<Record>,
    pub(super) failed: Vec<usize>,
}

/// Selectors: each leaves the operations of which it is so.
impl Received {
    pub(crate) fn new(records: Vec<Arc<Record>>, forgotten: u64, schema: &Arc<Schema>) -> Self {
        let candidates = records.into_iter().map(|record| Candidate {
            record,
            failed: Vec::new(),
        });
        Self {
            candidates: candidates.collect(),
            selectors: Vec::new(),
            forgotten,
            schema: Arc::clone(schema),
        }
    }

    /// Only Binds.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.received().binds().never();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn binds(self) -> Self {
        self.of(RequestKind::Bind)
    }

    /// Only Searches.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.received().searches().never();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn searches(self) -> Self {
        self.of(RequestKind::Search)
    }

    /// Only operations of this kind.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// use jcldap::wire::RequestKind;
    ///
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.received().of(RequestKind::Modify).never();
    /// # Ok::<(), jcldap::MockError>(())
    /// ```
    pub fn of(self, kind: RequestKind) -> Self {
        self.select(Selector::Operation(kind))
    }

    /// Only requests about this name: whom to bind as, where to search, which entry to compare or write.
    ///
    /// A username stands for every name whose first part is `uid=<username>`, in any organization; a DN for itself, in
    /// whatever spelling.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let fry = jumpcloud.received().binds().to("fry");
    /// let the_same = jumpcloud.received().binds().to("UID=Fry, ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to(self, name: &str) -> Self {
        let name = Name::new(name, &self.schema);
        self.select(Selector::Name(name))
    }

    /// Only Searches from this base object, in whatever spelling.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.received().with_base(jumpcloud.base_dn()).at_most(1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_base(self, base: &str) -> Self {
        let base = Name::new(base, &self.schema);
        self.select(Selector::Base(base))
    }

    /// Only Searches of this scope.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// use jcldap::journal::SearchScope;
    ///
    /// jumpcloud.received().with_scope(SearchScope::BaseObject).never();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_scope(self, scope: SearchScope) -> Self {
        self.select(Selector::Scope(scope))
    }

    /// Only Searches that ask for the same as this filter, in the text of RFC 4515: by meaning, not by text. See
    /// [`Filter::normal_form`] for what makes no difference. Values asserted of passwords and the like are not looked at.
    ///
    /// # Panics
    ///
    /// If the text is no filter; [`Self::with_parsed_filter`] takes one that was read before.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// // Finds `(&(UID=Fry)(objectclass=inetOrgPerson))`, too:
    /// let searches = jumpcloud.received().with_filter("(&(objectClass=inetOrgPerson)(uid=fry))");
    /// assert!(searches.is_empty());
    /// # Ok::<(), jcldap::MockError>(())
    /// ```
    #[track_caller]
    #[expect(
        clippy::panic,
        reason = "a test whose own filter is none is to fail at once"
    )]
    pub fn with_filter(self, filter: &str) -> Self {
        match Filter::parse(filter) {
            Ok(filter) => self.with_parsed_filter(&filter),
            Err(error) => panic!("cannot look for the filter `{filter}`: {error}"),
        }
    }

    /// As [`Self::with_filter`], with a filter that was read before.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// use jcldap::journal::Filter;
    ///
    /// let filter = Filter::parse("(uid=fry)")?;
    /// jumpcloud.received().with_parsed_filter(&filter).never();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_parsed_filter(self, filter: &Filter) -> Self {
        let filter = FilterSelector::new(filter, &self.schema);
        self.select(Selector::Filter(filter))
    }

    /// Only operations of sessions that were bound as this user when the operation ended: a username or a DN. A Bind ends
    /// with its own outcome, so that a refused one is anonymous.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// // Nobody searches but the binding user:
    /// jumpcloud.received().searches().filter(|record| record.identity.to_string() != jumpcloud.binding_dn()).never();
    /// jumpcloud.received().searches().by_user("ldap-service").at_most(10);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn by_user(self, name: &str) -> Self {
        let name = Name::new(name, &self.schema);
        self.select(Selector::User(name))
    }

    /// Only operations of sessions that were anonymous when the operation ended.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.received().searches().by_anonymous().never();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn by_anonymous(self) -> Self {
        self.select(Selector::Anonymous)
    }

    /// Only requests that came under TLS.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// assert_eq!(jumpcloud.received().under_tls().len(), jumpcloud.received().len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn under_tls(self) -> Self {
        self.select(Selector::Tls(true))
    }

    /// Only requests that came in clear text.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.received().in_clear_text().never();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn in_clear_text(self) -> Self {
        self.select(Selector::Tls(false))
    }

    /// Only operations that were answered with this result code.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// use jcldap::wire::ResultCode;
    ///
    /// jumpcloud.received().with_result(ResultCode::SIZE_LIMIT_EXCEEDED).never();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_result(self, code: ResultCode) -> Self {
        self.select(Selector::Result(code))
    }

    /// Only operations that ended for this cause, such as `account_locked`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.received().with_cause("account_locked").never();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_cause(self, cause: &str) -> Self {
        self.select(Selector::Cause(cause.to_owned()))
    }

    /// Only operations about a name in the organization with this id or, where the request is about no organization's, of
    /// sessions bound as one of its users.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.received().in_organization("5f1b9a2c8d3e4f0012345678").at_most(10);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn in_organization(self, id: &str) -> Self {
        self.select(Selector::Organization(id.to_owned()))
    }

    /// Only operations of which this is true. It is asked about those that are selected so far.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// // No search asks for everything at once:
    /// jumpcloud.received().searches().filter(|record| record.entries > 1000).never();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn filter(mut self, mut is_wanted: impl FnMut(&Record) -> bool) -> Self {
        let place = self.selectors.len();
        self.selectors.push(Selector::Condition);
        for candidate in &mut self.candidates {
            if candidate.is_selected() && !is_wanted(&candidate.record) {
                candidate.failed.push(place);
            }
        }
        self
    }

    fn select(mut self, selector: Selector) -> Self {
        let place = self.selectors.len();
        for Candidate { record, failed } in &mut self.candidates {
            if !selector.selects(record, &self.schema) {
                failed.push(place);
            }
        }
        self.selectors.push(selector);
        self
    }
}

/// What is selected.
impl Received {
    /// How many there are.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// assert_eq!(jumpcloud.received().len(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn len(&self) -> usize {
        self.selected().count()
    }

    /// Whether there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// assert!(jumpcloud.received().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.selected().next().is_none()
    }

    /// The records, oldest first.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// for record in jumpcloud.received().iter() {
    ///     println!("{record}");
    /// }
    /// # Ok::<(), jcldap::MockError>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.selected().map(|record| &**record)
    }

    /// How many operations, of whatever kind, the journal had no more room for since it was last cleared.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// assert_eq!(jumpcloud.received().forgotten(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn forgotten(&self) -> u64 {
        self.forgotten
    }

    pub(super) fn selected(&self) -> impl Iterator<Item = &Arc<Record>> {
        let selected = self.candidates.iter().filter(|it| it.is_selected());
        selected.map(|candidate| &candidate.record)
    }

    pub(super) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    pub(super) fn selectors(&self) -> &[Selector] {
        &self.selectors
    }

    pub(super) fn schema(&self) -> &Schema {
        &self.schema
    }
}

impl Candidate {
    pub(super) fn is_selected(&self) -> bool {
        self.failed.is_empty()
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.selected()).finish()
    }
}
