//! A bind on its way: its password is checked, then its second factor where one is asked for.
//!
//! A password that ends in a comma and six digits can be read in two ways, as it stands and as a password with a code.
//! Both are checked, whoever binds, so that the time taken tells nothing; at most one of them is right, and it decides
//! what comes next (J5.16, U11).

use std::collections::VecDeque;

use jcldap_fixtures::Push;

use super::password_policy::PasswordPolicy;
use super::{Outcome, Pending, Progress, Reason, Session, Work, finish_with};
use crate::jumpcloud::{Attempt, BindRefusal, Code, SecondFactorDemand, SecondStep};
use crate::wire::{MessageId, RequestKind, Secret};

/// A bind that is being decided.
pub(super) struct Binding {
    id: MessageId,
    attempt: Attempt,
    demand: SecondFactorDemand,
    /// What the answer says of the password policy, if the client wants to know.
    password_policy: Option<PasswordPolicy>,
    /// What is still to be checked; the outside may be at work on the first.
    readings: VecDeque<Reading>,
    /// The one that is right.
    right: Option<Reading>,
    /// The user was asked to approve.
    asked: Option<Push>,
}

/// One way to read what a client gave as its password.
struct Reading {
    password: Secret,
    code: Option<Code>,
}

impl Binding {
    pub(super) fn new(
        id: MessageId,
        attempt: Attempt,
        demand: SecondFactorDemand,
        password_policy: Option<PasswordPolicy>,
        given: Secret,
    ) -> Self {
        let with_code = match demand {
            SecondFactorDemand::Never => None,
            SecondFactorDemand::IfGiven | SecondFactorDemand::Always => {
                Code::split_off(given.expose()).map(|(password, code)| Reading {
                    password: Secret::new(password.to_vec()),
                    code: Some(code),
                })
            }
        };
        let as_it_stands = Reading {
            password: given,
            code: None,
        };
        Self {
            id,
            attempt,
            demand,
            password_policy,
            readings: [as_it_stands].into_iter().chain(with_code).collect(),
            right: None,
            asked: None,
        }
    }

    pub(super) const fn id(&self) -> MessageId {
        self.id
    }

    /// Takes down whether the first of the readings is right.
    fn checked(&mut self, is_right: bool) {
        let Some(reading) = self.readings.pop_front() else {
            return;
        };
        let counts = reading.code.is_none() || self.attempt.second_factor.takes_code();
        if is_right && counts {
            self.right = Some(reading);
        }
    }
}

impl Session {
    /// Goes on with the outside's answer: of the password, or of the user.
    pub(super) fn resume_bind(
        &mut self,
        mut binding: Binding,
        answer: bool,
        out: &mut Vec<u8>,
    ) -> Progress {
        match binding.asked {
            None => {
                binding.checked(answer);
                self.check_passwords(binding, out)
            }
            Some(_) if answer => Progress::Done(self.conclude_bind(binding, Ok(()), out)),
            Some(push) => {
                let refusal = match push {
                    Push::Timeout => BindRefusal::PushUnanswered,
                    Push::Approve | Push::Deny => BindRefusal::PushDenied,
                };
                Progress::Done(self.conclude_bind(binding, Err(refusal), out))
            }
        }
    }

    /// Checks what is still unchecked, here or outside.
    pub(super) fn check_passwords(&mut self, mut binding: Binding, out: &mut Vec<u8>) -> Progress {
        while let Some(reading) = binding.readings.front() {
            let stored = &binding.attempt.password;
            if stored.is_slow() {
                let work = Work::Verify {
                    given: reading.password.clone(),
                    stored: stored.clone(),
                };
                return Progress::Work(work, Pending::Bind(Box::new(binding)));
            }
            let is_right = stored.matches(reading.password.expose());
            binding.checked(is_right);
        }
        self.check_second_factor(binding, out)
    }

    fn check_second_factor(&mut self, mut binding: Binding, out: &mut Vec<u8>) -> Progress {
        let (Some(reading), true) = (&binding.right, binding.attempt.deciding_user().is_some())
        else {
            return Progress::Done(self.conclude_bind(binding, Ok(()), out));
        };
        let step = binding.attempt.second_factor.after_password(
            binding.demand,
            reading.code,
            self.source.wall_clock(),
        );
        match step {
            Ok(SecondStep::Push(push)) => {
                binding.asked = Some(push);
                Progress::Work(Work::AskUser(push), Pending::Bind(Box::new(binding)))
            }
            Ok(SecondStep::Done) => Progress::Done(self.conclude_bind(binding, Ok(()), out)),
            Err(refusal) => Progress::Done(self.conclude_bind(binding, Err(refusal), out)),
        }
    }

    /// Ends a bind whose password was checked, and its second factor where one was asked for.
    fn conclude_bind(
        &mut self,
        binding: Binding,
        second_factor: Result<(), BindRefusal>,
        out: &mut Vec<u8>,
    ) -> Outcome {
        let password_is_right = binding.right.is_some();
        if let Some(user) = binding.attempt.deciding_user() {
            self.source.password_checked(user, password_is_right);
        }
        let concluded = binding
            .attempt
            .conclude(password_is_right)
            .and_then(|identity| second_factor.map(|()| identity));
        let controls = binding
            .password_policy
            .map(|policy| policy.control(concluded.as_ref().err().copied(), password_is_right));
        let reason = match concluded {
            Ok(identity) => {
                self.identity = identity;
                Reason::Success
            }
            Err(refusal) => Reason::BindRefused(refusal),
        };
        finish_with(
            binding.id,
            RequestKind::Bind,
            reason,
            controls.into_iter().collect(),
            &self.identity,
            out,
        )
    }
}
