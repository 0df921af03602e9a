//! What may be tried on a target: everything on this machine's own, next to nothing on somebody's real service.
//!
//! The types carry the rules: who has no [`Ticket`] can't send a wrong password, and whom [`Safety`] refuses a write
//! gets none.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use thiserror::Error;

use super::Target;

/// Between two binds with wrong passwords, so that nobody's lockout or rate limit takes us for an attacker.
const PAUSE: Duration = Duration::from_secs(2);
/// Connections at a time to a service that others use.
const REMOTE_JOBS: usize = 2;

/// The rules for one target.
#[derive(Clone, Debug)]
pub struct Safety {
    loopback: bool,
    writable: Option<String>,
}

/// Why something isn't tried.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Refusal {
    #[error("malformed and hostile input goes to loopback targets only")]
    Robustness,
    #[error("write attempts on a target that is not loopback need --attempt-writes SUBJECT")]
    Write,
    #[error("writes are attempted on the entry of `{subject}` only, not on `{entry}`")]
    WriteElsewhere { subject: String, entry: String },
    #[error("a second wrong password for `{0}` in one run might lock it")]
    WrongPassword(String),
}

impl Safety {
    /// The rules for `target`; `attempt_writes` names the user that may be written to, whatever the address.
    pub fn new(target: &Target, attempt_writes: Option<&str>) -> Self {
        Self {
            loopback: target.is_loopback(),
            writable: attempt_writes.map(str::to_owned),
        }
    }

    /// How many scenarios may run at a time, where `wanted` is what was asked for.
    pub fn jobs(&self, wanted: usize) -> usize {
        if self.loopback {
            wanted
        } else {
            wanted.min(REMOTE_JOBS)
        }
    }

    /// Whether malformed input may be sent.
    pub fn check_robustness(&self) -> Result<(), Refusal> {
        if self.loopback {
            Ok(())
        } else {
            Err(Refusal::Robustness)
        }
    }

    /// Whether a scenario may attempt writes at all.
    pub fn check_writes(&self) -> Result<(), Refusal> {
        if self.loopback || self.writable.is_some() {
            Ok(())
        } else {
            Err(Refusal::Write)
        }
    }

    /// Whether a write may be attempted on the entry with this name.
    pub fn check_write_to(&self, target: &Target, entry: &str) -> Result<(), Refusal> {
        self.check_writes()?;
        let Some(subject) = &self.writable else {
            return Ok(());
        };
        let user = target.users.get(subject);
        if user.is_some_and(|user| target.user_dn(&user.username).eq_ignore_ascii_case(entry)) {
            Ok(())
        } else {
            Err(Refusal::WriteElsewhere {
                subject: subject.clone(),
                entry: entry.to_owned(),
            })
        }
    }

    /// How long to wait after a bind with a wrong password.
    pub fn pause(&self) -> Duration {
        if self.loopback { Duration::ZERO } else { PAUSE }
    }
}

/// Who has had a wrong password in this run. It is filled before the run begins, in the order of the selection, so that
/// it doesn't depend on chance which scenario gets the one attempt.
#[derive(Debug)]
pub struct Ledger {
    loopback: bool,
    spent: BTreeSet<String>,
}

/// Leave to send wrong passwords for one subject, so many times.
#[derive(Debug)]
pub struct Ticket {
    left: u64,
}

impl Ledger {
    /// A ledger without entries.
    pub fn new(safety: &Safety) -> Self {
        Self {
            loopback: safety.loopback,
            spent: BTreeSet::new(),
        }
    }

    /// Gives a scenario leave for all the wrong passwords that it wants, by subject, or for none. `person` says who a
    /// subject is: one user may have several roles, and has one account to be locked all the same.
    pub fn reserve(
        &mut self,
        wanted: &BTreeMap<String, u64>,
        person: impl Fn(&str) -> String,
    ) -> Result<BTreeMap<String, Ticket>, Refusal> {
        if !self.loopback {
            let mut persons = BTreeSet::new();
            for (subject, &count) in wanted {
                let person = person(subject);
                if count > 1 || self.spent.contains(&person) || !persons.insert(person) {
                    return Err(Refusal::WrongPassword(subject.clone()));
                }
            }
            self.spent.append(&mut persons);
        }
        let tickets = wanted
            .iter()
            .map(|(subject, &left)| (subject.clone(), Ticket { left }));
        Ok(tickets.collect())
    }
}

impl Ticket {
    /// Uses the leave once; `false` when it is used up.
    pub fn spend(&mut self) -> bool {
        let has_left = self.left > 0;
        self.left = self.left.saturating_sub(1);
        has_left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Target {
        let text = format!(
            "{{url: '{url}', organization: 5f1b9a2c8d3e4f0012345678, bindingUser: {{username: svc}},
              users: {{spare: {{username: amy}}}}}}"
        );
        serde_yaml::from_str(&text).unwrap()
    }

    fn wanted(subjects: &[(&str, u64)]) -> BTreeMap<String, u64> {
        let pairs = subjects
            .iter()
            .map(|(name, count)| ((*name).to_owned(), *count));
        pairs.collect()
    }

    #[test]
    fn on_loopback_everything_may_be_tried() {
        let target = target("ldaps://127.0.0.1:1636");
        let safety = Safety::new(&target, None);
        assert_eq!(safety.jobs(16), 16);
        assert_eq!(safety.check_robustness(), Ok(()));
        assert_eq!(safety.check_write_to(&target, "cn=anything"), Ok(()));
        let mut ledger = Ledger::new(&safety);
        for _ in 0..3 {
            assert!(
                ledger
                    .reserve(&wanted(&[("active", 5)]), str::to_owned)
                    .is_ok()
            );
        }
    }

    #[test]
    fn a_plain_url_elsewhere_makes_a_target_remote() {
        let mut target = target("ldaps://127.0.0.1:1636");
        target.plain_url = Some("ldap://ldap.jumpcloud.com".parse().unwrap());
        assert!(!target.is_loopback());
    }

    #[test]
    fn a_real_service_is_spared() {
        let target = target("ldaps://ldap.jumpcloud.com");
        let safety = Safety::new(&target, None);
        assert_eq!(safety.jobs(16), 2);
        assert_eq!(safety.check_robustness(), Err(Refusal::Robustness));
        assert_eq!(safety.check_writes(), Err(Refusal::Write));
        assert!(safety.pause() > Duration::ZERO);
    }

    #[test]
    fn a_throw_away_user_takes_every_write() {
        let target = target("ldaps://ldap.jumpcloud.com");
        let safety = Safety::new(&target, Some("spare"));
        assert_eq!(
            safety.check_write_to(&target, &target.user_dn("amy")),
            Ok(())
        );
        let entry = target.user_dn("leela");
        assert!(safety.check_write_to(&target, &entry).is_err());
    }

    #[test]
    fn one_wrong_password_for_each_subject_and_run() {
        let safety = Safety::new(&target("ldaps://ldap.jumpcloud.com"), None);
        let mut ledger = Ledger::new(&safety);
        assert!(
            ledger
                .reserve(&wanted(&[("active", 2)]), str::to_owned)
                .is_err()
        );
        let mut tickets = ledger
            .reserve(&wanted(&[("active", 1)]), str::to_owned)
            .unwrap();
        let ticket = tickets.get_mut("active").unwrap();
        assert!(ticket.spend());
        assert!(!ticket.spend());
        assert!(
            ledger
                .reserve(&wanted(&[("active", 1), ("other", 1)]), str::to_owned)
                .is_err()
        );
        assert!(
            ledger
                .reserve(&wanted(&[("other", 1)]), str::to_owned)
                .is_ok()
        );
    }

    #[test]
    fn a_user_with_two_roles_is_one_user() {
        let safety = Safety::new(&target("ldaps://ldap.jumpcloud.com"), None);
        let somebody = |_: &str| "uid=amy".to_owned();
        let both = wanted(&[("user.active", 1), ("user.ordinary", 1)]);
        assert!(Ledger::new(&safety).reserve(&both, somebody).is_err());

        let mut ledger = Ledger::new(&safety);
        assert!(
            ledger
                .reserve(&wanted(&[("user.active", 1)]), somebody)
                .is_ok()
        );
        assert!(
            ledger
                .reserve(&wanted(&[("user.ordinary", 1)]), somebody)
                .is_err()
        );
    }
}
