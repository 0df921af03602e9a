//! How many operations there have to be, and what is said when there are more or fewer.

use std::fmt;
use std::sync::Arc;

use super::received::Candidate;
use super::{Received, Record};

/// How many operations a test expects.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Count {
    /// Neither more nor fewer.
    Exactly(usize),
    /// So many or more.
    AtLeast(usize),
    /// So many or fewer.
    AtMost(usize),
}

/// A verification that failed. Its text says what was expected, what came, and what came nearest.
#[derive(Clone, Debug)]
pub struct VerificationError {
    expected: Count,
    /// Label and text of each selector.
    selectors: Vec<(&'static str, String)>,
    selected: Vec<Arc<Record>>,
    received: Vec<Arc<Record>>,
    forgotten: u64,
    nearest: Option<NearestMiss>,
}

/// The operation that fails the fewest selectors; of several, the last one.
#[derive(Clone, Debug)]
pub struct NearestMiss {
    /// The operation.
    pub record: Arc<Record>,
    /// What would have to be otherwise, selector by selector.
    pub differences: Vec<Difference>,
}

/// A selector that an operation fails.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Difference {
    /// What it is about: `operation`, `name`, `base`, `scope`, `filter`, `identity`, `tls`, `result`, `cause`,
    /// `organization` or `condition`.
    pub selector: &'static str,
    /// What was expected, in words.
    pub expected: String,
    /// What was there instead, in words; `none` where there is nothing of the kind.
    pub found: String,
}

/// How many operations of the kind are listed at most, the last ones.
const LISTED: usize = 20;

/// Verification: each panics with the text of a [`VerificationError`] where there are more or fewer.
impl Received {
    /// There have to be exactly so many.
    ///
    /// # Panics
    ///
    /// If there are more or fewer.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// use jcldap::wire::ResultCode;
    ///
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// // ... after the application under test did nothing:
    /// jumpcloud.received().binds().to("fry").with_result(ResultCode::INVALID_CREDENTIALS).exactly(0);
    /// # Ok::<(), jcldap::MockError>(())
    /// ```
    #[track_caller]
    pub fn exactly(&self, count: usize) {
        self.verify(Count::Exactly(count));
    }

    /// There have to be so many or more.
    ///
    /// # Panics
    ///
    /// If there are fewer.
    ///
    /// # Examples
    ///
    /// ```should_panic
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking().unwrap();
    /// jumpcloud.received().searches().at_least(1);
    /// ```
    #[track_caller]
    pub fn at_least(&self, count: usize) {
        self.verify(Count::AtLeast(count));
    }

    /// There have to be so many or fewer.
    ///
    /// # Panics
    ///
    /// If there are more.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// // Nobody tries passwords:
    /// jumpcloud.received().binds().with_cause("wrong_password").at_most(3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[track_caller]
    pub fn at_most(&self, count: usize) {
        self.verify(Count::AtMost(count));
    }

    /// There must be none.
    ///
    /// # Panics
    ///
    /// If there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// jumpcloud.received().binds().in_clear_text().never();
    /// # Ok::<(), jcldap::MockError>(())
    /// ```
    #[track_caller]
    pub fn never(&self) {
        self.verify(Count::Exactly(0));
    }

    /// Whether there are as many as expected, without a panic.
    ///
    /// # Errors
    ///
    /// There are more or fewer.
    ///
    /// # Examples
    ///
    /// ```
    /// # use jcldap::MockJumpCloud;
    /// use jcldap::journal::Count;
    ///
    /// # let jumpcloud = MockJumpCloud::builder().start_blocking()?;
    /// let error = jumpcloud.received().searches().check(Count::AtLeast(1)).unwrap_err();
    /// assert!(error.to_string().starts_with("expected at least 1 operation, received none"));
    /// # Ok::<(), jcldap::MockError>(())
    /// ```
    pub fn check(&self, expected: Count) -> Result<(), Box<VerificationError>> {
        if expected.allows(self.len()) {
            return Ok(());
        }
        let selectors = self.selectors().iter();
        let records = self.candidates().iter().map(|it| Arc::clone(&it.record));
        Err(Box::new(VerificationError {
            expected,
            selectors: selectors.map(|it| (it.label(), it.expected())).collect(),
            selected: self.selected().cloned().collect(),
            received: records.collect(),
            forgotten: self.forgotten(),
            nearest: self.nearest_miss(),
        }))
    }

    /// The operation that fails the fewest selectors, of those that fail any; of several, the last one.
    pub(super) fn nearest_miss(&self) -> Option<NearestMiss> {
        let misses = self.candidates().iter().filter(|it| !it.is_selected());
        let Candidate { record, failed } = misses.rev().min_by_key(|it| it.failed.len())?;
        let failed = failed
            .iter()
            .filter_map(|place| self.selectors().get(*place));
        let differences = failed.map(|selector| Difference {
            selector: selector.label(),
            expected: selector.expected(),
            found: selector.found(record, self.schema()),
        });
        Some(NearestMiss {
            record: Arc::clone(record),
            differences: differences.collect(),
        })
    }

    #[track_caller]
    #[expect(
        clippy::panic,
        reason = "a verification that fails is to fail its test"
    )]
    fn verify(&self, expected: Count) {
        if let Err(error) = self.check(expected) {
            panic!("{error}");
        }
    }
}

impl Count {
    const fn allows(self, count: usize) -> bool {
        match self {
            Self::Exactly(expected) => count == expected,
            Self::AtLeast(expected) => count >= expected,
            Self::AtMost(expected) => count <= expected,
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (words, count) = match *self {
            Self::Exactly(0) => return formatter.write_str("no operation"),
            Self::Exactly(count) => ("exactly", count),
            Self::AtLeast(count) => ("at least", count),
            Self::AtMost(count) => ("at most", count),
        };
        write!(formatter, "{words} {}", operations(count))
    }
}

impl VerificationError {
    /// How many operations were expected.
    pub const fn expected(&self) -> Count {
        self.expected
    }

    /// The operations that were selected, oldest first: too many or too few.
    pub fn selected(&self) -> &[Arc<Record>] {
        &self.selected
    }

    /// What came nearest to being selected; `None` if everything is selected.
    pub const fn nearest_miss(&self) -> Option<&NearestMiss> {
        self.nearest.as_ref()
    }

    fn are_too_few(&self) -> bool {
        match self.expected {
            Count::Exactly(expected) | Count::AtLeast(expected) => self.selected.len() < expected,
            Count::AtMost(_) => false,
        }
    }
}

impl std::error::Error for VerificationError {}

impl fmt::Display for VerificationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let received = match self.selected.len() {
            0 => "none".to_owned(),
            count => count.to_string(),
        };
        write!(formatter, "expected {}, received {received}", self.expected)?;
        for (label, text) in &self.selectors {
            write!(formatter, "\n  {label:<LABEL$}  {text}")?;
        }
        if self.are_too_few()
            && let Some(NearestMiss {
                record,
                differences,
            }) = &self.nearest
        {
            write!(formatter, "\n\nthe nearest miss is\n  {record}\nwhich has")?;
            for Difference {
                selector,
                expected,
                found,
            } in differences
            {
                write!(formatter, "\n  {selector:<LABEL$}  {found}, not {expected}")?;
            }
        }
        if !self.selected.is_empty() {
            formatter.write_str("\n\nthese were received:")?;
            write_list(formatter, &self.selected)?;
        }
        if self.are_too_few() {
            match self.received.len() {
                0 => formatter.write_str("\n\nnothing was received at all")?,
                count => {
                    write!(
                        formatter,
                        "\n\nall that was received, {}:",
                        operations(count)
                    )?;
                    write_list(formatter, &self.received)?;
                }
            }
        }
        if self.forgotten > 0 {
            let forgotten = self.forgotten;
            write!(
                formatter,
                "\n\n{forgotten} earlier ones are forgotten: the journal had no room for them"
            )?;
        }
        Ok(())
    }
}

/// The width of the column of labels.
const LABEL: usize = "organization".len();

fn write_list(formatter: &mut fmt::Formatter<'_>, records: &[Arc<Record>]) -> fmt::Result {
    let left_out = records.len().saturating_sub(LISTED);
    if left_out > 0 {
        write!(formatter, "\n  ... {left_out} before")?;
    }
    for record in records.iter().skip(left_out) {
        write!(formatter, "\n  {record}")?;
    }
    Ok(())
}

fn operations(count: usize) -> String {
    match count {
        1 => "1 operation".to_owned(),
        count => format!("{count} operations"),
    }
}
