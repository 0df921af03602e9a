//! One connection of a scenario: numbers the requests, and sorts what comes by the request that it answers.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;

use super::exchange::{Answer, Observation};
use crate::client::{Connection, Transcript};
use crate::protocol::{Control, FilterError, Request, RequestMessage, ResponseMessage};
use crate::scenario::Step;

/// How long silence is listened to where silence is expected.
const SILENCE: Duration = Duration::from_millis(500);

/// An open connection, or one that has ended, and what is under way on it.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) connection: Connection,
    next_id: i64,
    /// What came for requests whose answers a later step takes, by messageID.
    set_aside: BTreeMap<i64, Vec<ResponseMessage>>,
    /// The requests for which something had come when a message of the answer came that was collected last.
    overtaking: BTreeSet<i64>,
}

/// What to wait for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// The messageID of the request; means nothing where any answer will do.
    pub(super) id: i64,
    /// The kind of its answer.
    pub(super) answer: Answer,
    /// How many answers; none is for waiting until the end of the connection.
    pub(super) answers: Option<u64>,
    /// How long to wait.
    pub(super) limit: Duration,
}

impl Wanted {
    /// What a step wants of a request with this id.
    pub(super) fn by(step: &Step, id: i64, answer: Answer, limit: Duration) -> Self {
        let ends = step.awaits_end();
        Self {
            id,
            answer,
            answers: (!ends).then_some(step.expect.answers.unwrap_or(1)),
            limit: if step.awaits_silence() && !ends {
                SILENCE
            } else {
                limit
            },
        }
    }
}

impl Channel {
    pub(super) fn new(connection: Connection) -> Self {
        Self {
            connection,
            next_id: 1,
            set_aside: BTreeMap::new(),
            overtaking: BTreeSet::new(),
        }
    }

    /// The messageID of the next request.
    pub(super) fn next_id(&self) -> i64 {
        self.next_id
    }

    /// Sends a request under the next id.
    pub(super) async fn send(
        &mut self,
        request: Request,
        controls: Vec<Control>,
        limit: Duration,
        transcript: &mut Transcript,
    ) -> Result<i64, FilterError> {
        let id = self.next_id;
        self.next_id += 1;
        let message = RequestMessage {
            id,
            request,
            controls,
        };
        self.connection.send(&message, limit, transcript).await?;
        Ok(id)
    }

    /// Leaves the answer to the request with this id for a later step.
    pub(super) fn set_aside(&mut self, id: i64) {
        self.set_aside.insert(id, Vec::new());
    }

    /// Whether something had come for this request before all of what was collected last.
    pub(super) fn has_overtaken(&self, id: i64) -> bool {
        self.overtaking.contains(&id)
    }

    /// Waits for what is wanted, and keeps what comes for other requests that are under way.
    pub(super) async fn collect(
        &mut self,
        wanted: Wanted,
        transcript: &mut Transcript,
    ) -> Observation {
        let deadline = Instant::now() + wanted.limit;
        let mut observation = Observation::default();
        self.overtaking.clear();
        for message in self.set_aside.remove(&wanted.id).unwrap_or_default() {
            observation.take(message, wanted.id, wanted.answer);
        }
        while wanted
            .answers
            .is_none_or(|answers| observation.answers < answers)
        {
            match self.connection.receive(deadline, transcript).await {
                Ok(message) => {
                    if let Some(others) = self.set_aside.get_mut(&message.id) {
                        others.push(message);
                    } else {
                        let begun = self
                            .set_aside
                            .iter()
                            .filter(|(_, messages)| !messages.is_empty());
                        self.overtaking.extend(begun.map(|(id, _)| *id));
                        observation.take(message, wanted.id, wanted.answer);
                    }
                }
                Err(ending) => {
                    observation.ending = Some(ending);
                    break;
                }
            }
        }
        observation
    }
}
