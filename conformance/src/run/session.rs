//! Carrying out steps: opens the connections of a scenario, sends, and collects what comes back.
//!
//! It fills templates and keeps the rules of [`Safety`]; whether an answer is right is not its business.

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
use super::requests::{cancel_of, controls_of, request_of, search_of};
use crate::client::{ConnectError, Connection, Ending, Endpoint, Scheme, Timeouts, Transcript};
use crate::protocol::{
    Authentication, Control, FilterError, PagedResults, Request, ResultCode, oid,
};
use crate::scenario::{Bind, BindPassword, Operation, Paged, Raw, SearchText, Step, Transport};
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
/// More pages than any organization has at the smallest page size that scenarios use.
const MAX_PAGES: u64 = 20_000;

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

    async fn search_pages(
        &mut self,
        step: &Step,
        search: &SearchText,
        bindings: &Bindings<'_>,
    ) -> Result<Observation, StepError> {
        let Some(Paged {
            size,
            critical,
            pages,
            cookie,
        }) = &search.paged
        else {
            return self.request(step, bindings).await;
        };
        let request = search_of(search, bindings)?;
        let mut all = Observation::default();
        let mut cookie = cookie
            .as_ref()
            .map(|cookie| bindings.octets(cookie))
            .transpose()?
            .unwrap_or_default();
        for page in 1..=MAX_PAGES {
            let mut controls = controls_of(step, bindings)?;
            controls.push(
                PagedResults {
                    size: *size,
                    cookie,
                }
                .request(*critical),
            );
            let id = self
                .send(&step.on, Request::Search(request.clone()), controls)
                .await?;
            let pending = Pending {
                on: step.on.clone(),
                id,
                answer: Answer::Search,
            };
            let mut answer = self.collect(&pending, step).await?;
            let mut entries = std::mem::take(&mut all.entries);
            let count = u64::try_from(answer.entries.len()).unwrap_or(u64::MAX);
            entries.append(&mut answer.entries);
            answer.pages = std::mem::take(&mut all.pages);
            answer.pages.push(count);
            answer.references += all.references;
            answer
                .controls
                .splice(..0, std::mem::take(&mut all.controls));
            answer.entry_controls.append(&mut all.entry_controls);
            answer.strays.append(&mut all.strays);
            answer.violations.append(&mut all.violations);
            all = Observation { entries, ..answer };

            cookie = all.cookie.clone().unwrap_or_default();
            let succeeded = all
                .result
                .as_ref()
                .is_some_and(|result| result.result_code == ResultCode::SUCCESS);
            if cookie.is_empty() || !succeeded || pages.is_some_and(|pages| page >= pages) {
                return Ok(all);
            }
        }
        Err(StepError::EndlessPages(MAX_PAGES))
    }

    async fn start_tls(
        &mut self,
        step: &Step,
        bindings: &Bindings<'_>,
    ) -> Result<Observation, StepError> {
        let request = Request::Extended {
            name: oid::START_TLS.to_owned(),
            value: None,
        };
        let id = self
            .send(&step.on, request, controls_of(step, bindings)?)
            .await?;
        let pending = Pending {
            on: step.on.clone(),
            id,
            answer: Answer::Extended,
        };
        let mut observation = self.collect(&pending, step).await?;
        let succeeded = observation
            .result
            .as_ref()
            .is_some_and(|result| result.result_code == ResultCode::SUCCESS);
        if succeeded && let Some(channel) = self.connections.get_mut(&step.on) {
            let limit = self.surroundings.timeouts.connect;
            let secured = channel
                .connection
                .secure(&self.surroundings.tls, limit, &mut self.transcript)
                .await;
            observation.ending = secured.err();
        }
        Ok(observation)
    }

    async fn connect(&mut self, on: &str, transport: Transport) -> Result<Observation, StepError> {
        let Surroundings {
            target,
            safety,
            tls,
            timeouts,
            ..
        } = self.surroundings;
        let endpoint = match transport {
            Transport::Default => target.url.clone(),
            Transport::Plain => target.plain_url.clone().ok_or(StepError::NoPlainUrl)?,
            Transport::WithoutTls => {
                safety.check_robustness()?;
                Endpoint {
                    scheme: Scheme::Ldap,
                    ..target.url.clone()
                }
            }
        };
        let connection =
            Connection::open(on, &endpoint, tls, *timeouts, &mut self.transcript).await?;
        self.connections
            .insert(on.to_owned(), Channel::new(connection));
        Ok(Observation::default())
    }

    /// The connection of this name, opened if it isn't yet, and the transcript to write to.
    async fn open(&mut self, on: &str) -> Result<(&mut Channel, &mut Transcript), StepError> {
        if !self.connections.contains_key(on) {
            self.connect(on, Transport::Default).await?;
        }
        let channel = self.connections.get_mut(on);
        let channel = channel.ok_or_else(|| StepError::NothingPending(on.to_owned()))?;
        Ok((channel, &mut self.transcript))
    }

    async fn send(
        &mut self,
        on: &str,
        request: Request,
        controls: Vec<Control>,
    ) -> Result<i64, StepError> {
        let limit = self.surroundings.timeouts.answer;
        let (channel, transcript) = self.open(on).await?;
        Ok(channel.send(request, controls, limit, transcript).await?)
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

    async fn wait_for_close(
        &mut self,
        on: &str,
        limit: Duration,
    ) -> Result<Observation, StepError> {
        let wanted = Wanted {
            id: 0,
            answer: Answer::Any,
            answers: None,
            limit,
        };
        let (channel, transcript) = self.open(on).await?;
        Ok(channel.collect(wanted, transcript).await)
    }
}
