//! The connections of a session: opened when they are first used, secured, written to, and waited for.

use std::time::Duration;

use super::{Pending, Session, StepError, Surroundings};
use crate::client::{Connection, Endpoint, Scheme, Transcript};
use crate::protocol::{Control, Request, ResultCode, oid};
use crate::run::bindings::Bindings;
use crate::run::channel::{Channel, Wanted};
use crate::run::exchange::{Answer, Observation};
use crate::run::requests::controls_of;
use crate::scenario::{Step, Transport};

impl Session<'_> {
    pub(super) async fn connect(
        &mut self,
        on: &str,
        transport: Transport,
    ) -> Result<Observation, StepError> {
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
    pub(super) async fn open(
        &mut self,
        on: &str,
    ) -> Result<(&mut Channel, &mut Transcript), StepError> {
        if !self.connections.contains_key(on) {
            self.connect(on, Transport::Default).await?;
        }
        let channel = self.connections.get_mut(on);
        let channel = channel.ok_or_else(|| StepError::NothingPending(on.to_owned()))?;
        Ok((channel, &mut self.transcript))
    }

    pub(super) async fn start_tls(
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

    pub(super) async fn send(
        &mut self,
        on: &str,
        request: Request,
        controls: Vec<Control>,
    ) -> Result<i64, StepError> {
        let limit = self.surroundings.timeouts.answer;
        let (channel, transcript) = self.open(on).await?;
        Ok(channel.send(request, controls, limit, transcript).await?)
    }

    pub(super) async fn wait_for_close(
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
