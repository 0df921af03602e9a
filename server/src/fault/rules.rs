//! The rules of a server, and their counters.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use super::{Arrival, Fault};

/// The rules that hold now, in the order in which they were added.
#[derive(Default)]
pub(crate) struct Faults {
    /// Whether there is any: all that a request costs where there is none.
    are_any: AtomicBool,
    rules: ArcSwap<Vec<Arc<Rule>>>,
    /// Held while the next list is made from the current one.
    changing: Mutex<()>,
}

/// A rule that a server was given.
pub(super) struct Rule {
    pub(super) fault: Fault,
    /// The rule in words.
    pub(super) name: Arc<str>,
    /// Whether the request came after which it begins.
    has_begun: AtomicBool,
    /// How many requests came that it is about, whatever their number.
    seen: AtomicU64,
    hits: AtomicU64,
}

/// A rule that a server was given: counts, and takes it back. Dropping it leaves the rule in force.
///
/// # Examples
///
/// ```
/// use jcldap::MockJumpCloud;
/// use jcldap::fault::Fault;
/// use jcldap::wire::RequestKind;
///
/// let jumpcloud = MockJumpCloud::builder().start_blocking()?;
/// let silence = jumpcloud.fault(Fault::on(RequestKind::Bind).no_answer());
/// // ... the application under test gives up waiting:
/// assert_eq!(silence.hits(), 0);
/// silence.remove();
/// # Ok::<(), jcldap::MockError>(())
/// ```
#[derive(Clone)]
pub struct FaultHandle {
    faults: Arc<Faults>,
    rule: Arc<Rule>,
}

impl Faults {
    /// Adds a rule.
    pub(crate) fn add(self: &Arc<Self>, fault: Fault) -> FaultHandle {
        let rule = Arc::new(Rule {
            name: fault.to_string().into(),
            has_begun: AtomicBool::new(fault.selector.after.is_empty()),
            fault,
            seen: AtomicU64::new(0),
            hits: AtomicU64::new(0),
        });
        self.replace(|rules| rules.push(Arc::clone(&rule)));
        FaultHandle {
            faults: Arc::clone(self),
            rule,
        }
    }

    /// Takes back all rules. What was answered under one stays answered.
    pub(crate) fn clear(&self) {
        self.replace(Vec::clear);
    }

    /// Whether there is any rule.
    pub(crate) fn are_any(&self) -> bool {
        self.are_any.load(Ordering::Acquire)
    }

    /// The rule that takes this message.
    pub(super) fn select(&self, arrival: &Arrival<'_>) -> Option<Arc<Rule>> {
        let rules = self.rules.load();
        rules.iter().find(|rule| rule.takes(arrival)).cloned()
    }

    fn replace(&self, change: impl FnOnce(&mut Vec<Arc<Rule>>)) {
        // A change that panicked has stored nothing.
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rules = Vec::clone(&self.rules.load());
        change(&mut rules);
        let are_any = !rules.is_empty();
        self.rules.store(Arc::new(rules));
        self.are_any.store(are_any, Ordering::Release);
    }
}

impl Rule {
    /// Whether it takes this message, which counts then.
    fn takes(&self, arrival: &Arrival<'_>) -> bool {
        let selector = &self.fault.selector;
        if !self.has_begun.load(Ordering::Relaxed) {
            let begins = selector.begins_with(arrival);
            self.has_begun.fetch_or(begins, Ordering::Relaxed);
            return false;
        }
        if !selector.takes(arrival) {
            return false;
        }
        let number = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        let Some(place) = number.checked_sub(self.fault.first) else {
            return false;
        };
        let takes = self.fault.times.is_none_or(|times| place < times);
        if takes {
            self.hits.fetch_add(1, Ordering::Relaxed);
        }
        takes
    }
}

impl FaultHandle {
    /// How many requests it took.
    pub fn hits(&self) -> u64 {
        self.rule.hits.load(Ordering::Relaxed)
    }

    /// Takes it back.
    pub fn remove(&self) {
        self.faults
            .replace(|rules| rules.retain(|rule| !Arc::ptr_eq(rule, &self.rule)));
    }
}

impl fmt::Debug for FaultHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FaultHandle")
            .field("fault", &self.rule.name)
            .field("hits", &self.hits())
            .finish_non_exhaustive()
    }
}
