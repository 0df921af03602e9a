//! Carrying out steps: opens the connections of a scenario, sends, and collects what comes back.
//!
//! It fills templates and keeps the rules of [`Safety`]; whether an answer is right is not its business.

mod connections;
mod pages;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use thiserror::Error;
use tokio::sync::Mutex;
use tokio::time::sleep;

use super::bindings::{Bindings, Unbound};
use super::channel::{Channel, Wanted};
use super::exchange::{Answer, Observation};
use super::requests::{cancel_of, controls_of, request_of};
use crate::client::{ConnectError, Ending, Timeouts, Transcript};
use crate::protocol::{Authentication, FilterError, Request};
use crate::scenario::{Bind, BindPassword, Operation, Raw, Step};
use crate::target::{PasswordError, Refusal, Safety, Target, Ticket};

/// What all scenarios of a run share.
#[derive(Debug)]
pub(super) struct Surroundings {
    pub(super) target: Target,
    pub(super) safety: Safety,
    pub(super) tls: Arc<ClientConfig>,
    pub(super) timeouts: Timeouts,
    /// Held during a bind with a wrong password and the pause after it.
    pub(super) wrong_binds: Mutex<()>,
}

/// The connections of one scenario.
pub(super) struct Session<'a> {
    surroundings: &'a Surroundings,
    tickets: BTreeMap<String, Ticket>,
    connections: BTreeMap<String, Channel>,
    pending: BTreeMap<String, Pending>,
    /// The messageIDs of the requests of steps, by the steps' ids.
    message_ids: BTreeMap<String, i64>,
    pub(super) transcript: Transcript,
}

/// A request whose answer nobody has taken yet.
#[derive(Clone)]
struct Pending {
    on: String,
    id: i64,
    answer: Answer,
}

/// Why a step couldn't be carried out.
#[derive(Debug, Error)]
pub(super) enum StepError {
    #[error(transparent)]
    Unbound(#[from] Unbound),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Filter(#[from] FilterError),
    #[error("the target file gives `{0}` no password")]
    NoPassword(String),
    #[error("the target file names no `plainUrl`")]
    NoPlainUrl,
    #[error("no request of step `{0}` is under way")]
    NothingPending(String),
    #[error("the cookie went round {0} pages without an end")]
    EndlessPages(u64),
}

/// Nobody's password.
const WRONG_PASSWORD: &[u8] = b"not-the-password-of-anyone";

impl<'a> Session<'a> {
    pub(super) fn new(surroundings: &'a Surroundings, tickets: BTreeMap<String, Ticket>) -> Self {
        Self {
            surroundings,
            tickets,
            connections: BTreeMap::new(),
            pending: BTreeMap::new(),
            message_ids: BTreeMap::new(),
            transcript: Transcript::default(),
        }
    }

    /// Carries out one step and gives what came back.
    pub(super) async fn perform(
        &mut self,
        step: &Step,
        bindings: &Bindings<'_>,
    ) -> Result<Observation, StepError> {
        if let Some(entry) = step.operation.written_entry() {
            let entry = bindings.text(entry)?;
            self.surroundings
                .safety
                .check_write_to(&self.surroundings.target, &entry)?;
        }
        match &step.operation {
            Operation::Connect(connect) => match self.connect(&step.on, connect.transport).await {
                // A scenario about connections wants to see how it ended.
                Err(StepError::Connect(error)) if step.judges_connection() => Ok(Observation {
                    ending: Some(error.ending),
                    ..Observation::default()
                }),
                other => other,
            },
            Operation::Search(search) if step.awaited && search.paged.is_some() => {
                self.search_pages(step, search, bindings).await
            }
            Operation::StartTls => self.start_tls(step, bindings).await,
            Operation::Raw(raw) => self.send_octets(step, raw).await,
            Operation::Abandon(of) => {
                let pending = self.pending_of(of)?;
                let abandon = Request::Abandon { id: pending.id };
                let controls = controls_of(step, bindings)?;
                let id = self.send(&pending.on, abandon, controls).await?;
                self.remember(step, id);
                Ok(Observation::default())
            }
            Operation::Collect(of) => {
                let pending = self.pending_of(of)?;
                self.collect(&pending, step).await
            }
            Operation::Unbind => {
                self.send(&step.on, Request::Unbind, controls_of(step, bindings)?)
                    .await?;
                if step.judges_connection() {
                    return self
                        .wait_for_close(&step.on, self.surroundings.timeouts.answer)
                        .await;
                }
                let limit = self.surroundings.timeouts.answer;
                let (channel, transcript) = self.open(&step.on).await?;
                channel.connection.close(limit, transcript).await;
                Ok(Observation::default())
            }
            Operation::WaitForClose(wait) => {
                let limit = wait
                    .seconds
                    .map_or(self.surroundings.timeouts.answer, Duration::from_secs);
                self.wait_for_close(&step.on, limit).await
            }
            Operation::Bind(bind) if bind.password == BindPassword::Wrong => {
                let surroundings = self.surroundings;
                // One at a time, for the pause between two is for the target, not for the scenario.
                let _turn = surroundings.wrong_binds.lock().await;
                let observation = self.request(step, bindings).await;
                sleep(surroundings.safety.pause()).await;
                observation
            }
            _ => self.request(step, bindings).await,
        }
    }

    /// Sends the step's one request and takes its answer.
    async fn request(
        &mut self,
        step: &Step,
        bindings: &Bindings<'_>,
    ) -> Result<Observation, StepError> {
        let (request, answer) = match &step.operation {
            Operation::Bind(bind) => (self.bind(bind, bindings)?, Answer::Bind),
            Operation::Cancel(of) => (self.cancel(step, of).await?, Answer::Extended),
            operation => match request_of(operation, bindings)? {
                Some(request) => request,
                None => return Ok(Observation::default()),
            },
        };
        if step.with_next {
            self.open(&step.on).await?.0.connection.hold_next();
        }
        let id = self
            .send(&step.on, request, controls_of(step, bindings)?)
            .await?;
        self.remember(step, id);
        let pending = Pending {
            on: step.on.clone(),
            id,
            answer,
        };
        if step.awaited {
            return self.collect(&pending, step).await;
        }
        if let Some(channel) = self.connections.get_mut(&step.on) {
            channel.set_aside(id);
        }
        if let Some(step_id) = &step.id {
            self.pending.insert(step_id.clone(), pending);
        }
        Ok(Observation::default())
    }

    async fn send_octets(&mut self, step: &Step, raw: &Raw) -> Result<Observation, StepError> {
        self.surroundings.safety.check_robustness()?;
        let limit = self.surroundings.timeouts.answer;
        let times = usize::try_from(raw.times).unwrap_or_default();
        let octets = raw.octets.0.repeat(times);
        let (channel, transcript) = self.open(&step.on).await?;
        channel
            .connection
            .send_octets(&octets, limit, transcript)
            .await;
        if !step.awaited {
            return Ok(Observation::default());
        }
        let pending = Pending {
            on: step.on.clone(),
            id: 0,
            answer: Answer::Any,
        };
        self.collect(&pending, step).await
    }

    fn bind(&mut self, bind: &Bind, bindings: &Bindings<'_>) -> Result<Request, StepError> {
        let user = bindings.bound_user(bind)?;
        let name = bindings.bind_name(bind)?;
        let password = match (bind.password, user) {
            (BindPassword::Correct, Some(user)) => {
                let source = user.password.as_ref();
                let source = source.ok_or_else(|| StepError::NoPassword(user.username.clone()))?;
                source.fetch()?.octets().to_vec()
            }
            (BindPassword::Correct, None) | (BindPassword::Empty, _) => Vec::new(),
            (BindPassword::Wrong, _) => {
                let subject = bind.ledger_entry().unwrap_or_default();
                if !self.tickets.get_mut(&subject).is_some_and(Ticket::spend) {
                    return Err(Refusal::WrongPassword(subject).into());
                }
                WRONG_PASSWORD.to_vec()
            }
        };
        let authentication = match &bind.mechanism {
            Some(mechanism) => Authentication::Sasl {
                mechanism: mechanism.clone(),
                credentials: None,
            },
            None => Authentication::Simple(password),
        };
        Ok(Request::Bind {
            version: bind.version,
            name,
            authentication,
        })
    }

    fn remember(&mut self, step: &Step, id: i64) {
        if let Some(step_id) = &step.id {
            self.message_ids.insert(step_id.clone(), id);
        }
    }

    /// The request to cancel that of an earlier step, or itself.
    async fn cancel(&mut self, step: &Step, of: &str) -> Result<Request, StepError> {
        let own = (step.id.as_deref() == Some(of)).then_some(&step.on);
        let id = match own {
            Some(on) => Some(self.open(on).await?.0.next_id()),
            None => self.message_ids.get(of).copied(),
        };
        id.map(cancel_of)
            .ok_or_else(|| StepError::NothingPending(of.to_owned()))
    }

    fn pending_of(&self, step: &str) -> Result<Pending, StepError> {
        let pending = self.pending.get(step).cloned();
        pending.ok_or_else(|| StepError::NothingPending(step.to_owned()))
    }

    /// Takes the answer to a request, and the end of the connection where that is expected.
    async fn collect(&mut self, pending: &Pending, step: &Step) -> Result<Observation, StepError> {
        let limit = self.surroundings.timeouts.answer;
        let wanted = Wanted::by(step, pending.id, pending.answer, limit);
        let (channel, transcript) = self.open(&pending.on).await?;
        let mut observation = channel.collect(wanted, transcript).await;
        // Silence is what was listened for, not how the connection ended.
        observation
            .ending
            .take_if(|ending| step.awaits_silence() && *ending == Ending::Timeout);
        if let Some(channel) = self.connections.get(&pending.on) {
            let others = self.pending.iter();
            observation.overtaken_by = others
                .filter(|(_, other)| other.on == pending.on && channel.has_overtaken(other.id))
                .map(|(step_id, _)| step_id.clone())
                .collect();
        }
        Ok(observation)
    }
}
