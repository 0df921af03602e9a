//! What faults do on one connection: the requests that rules took, and the answers that they change.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

use jcldap_directory::ber;

use super::alter::altered;
use super::rule::InPlace;
use super::rules::Rule;
use super::{Arrival, Faults};
use crate::journal::Tampered;
use crate::wire::{
    Answer, AnswerOperation, LdapResult, MessageId, RequestKind, Response, ResultCode,
    write_notice_of_disconnection, write_response,
};

/// The requests of one connection that rules took and that are not answered yet. There are never more than the session
/// has under way.
pub(crate) struct Tampering {
    faults: Arc<Faults>,
    taken: Vec<Taken>,
    interruptions: VecDeque<(usize, Interruption)>,
}

/// Something else than octets, which happens once everything before it is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Interruption {
    /// The connection is closed in order.
    Close,
    /// The transport is dropped as it is.
    Cut,
}

/// What becomes of a message that arrived.
pub(crate) enum Arrived {
    /// The session has it, and may be tampered with as it answers.
    Handed,
    /// The session never hears of it.
    Withheld(Tampered),
}

/// A message that a rule took.
struct Taken {
    /// `None` of what is no message, which a notice answers.
    id: Option<MessageId>,
    rule: Arc<Rule>,
    /// How many entries of its answer came by.
    entries: u64,
    is_replaced: bool,
    result: Option<LdapResult>,
}

impl Tampering {
    pub(crate) const fn new(faults: Arc<Faults>) -> Self {
        Self {
            faults,
            taken: Vec::new(),
            interruptions: VecDeque::new(),
        }
    }

    /// Whether a message that arrives now is to be shown to [`Self::arrive`].
    pub(crate) fn is_on(&self) -> bool {
        self.faults.are_any()
    }

    /// Asks the rules about a message. What is sent at once is appended to `out`.
    pub(crate) fn arrive(&mut self, arrival: &Arrival<'_>, out: &mut Vec<u8>) -> Arrived {
        let Some(rule) = self.faults.select(arrival) else {
            return Arrived::Handed;
        };
        let fault = &rule.fault;
        let mut taken = Taken {
            id: arrival.id,
            rule: Arc::clone(&rule),
            entries: 0,
            is_replaced: false,
            result: None,
        };
        let made_up = match (arrival.id, arrival.kind) {
            (Some(id), Some(RequestKind::Unbind | RequestKind::Abandon)) => {
                if fault.in_place.is_some() {
                    taken.replace(i64::from(id.value()), out, &mut self.interruptions);
                }
                fault.unasked.map(|code| (id, RequestKind::Extended, code))
            }
            (Some(id), Some(kind)) if fault.is_ignored => Some((id, kind, ResultCode::SUCCESS)),
            _ => None,
        };
        if let Some((id, kind, code)) = made_up {
            let start = out.len();
            let response = Response {
                kind,
                result: LdapResult::from(ResultCode::SUCCESS),
                value: None,
                controls: Vec::new(),
            };
            write_response(id, response, out);
            let written = out.split_off(start);
            if let Ok(mut answer) = Answer::read(&written) {
                if let AnswerOperation::Result(result) = &mut answer.operation {
                    result.code = i64::from(code.number());
                }
                taken.pass(answer, out, &mut self.interruptions);
            }
        } else if fault.closes && arrival.kind.is_none_or(is_unanswered) {
            self.interruptions
                .push_back((out.len(), Interruption::Close));
        }
        if fault.is_ignored || fault.stays_open {
            return Arrived::Withheld(taken.finish());
        }
        self.taken.push(taken);
        Arrived::Handed
    }

    /// Changes what the session wrote from `start` on.
    pub(crate) fn rewrite(&mut self, out: &mut Vec<u8>, start: usize) {
        if self.taken.is_empty() || out.len() == start {
            return;
        }
        let written = out.split_off(start);
        let mut rest = written.as_slice();
        while let Some((message, after)) = ber::split_first(rest) {
            rest = after;
            let answer = Answer::read(message.encoded).ok();
            let taken = answer.as_ref().and_then(|answer| {
                let mut all = self.taken.iter_mut();
                all.find(|taken| taken.wire_id() == answer.id)
            });
            match (answer, taken) {
                (Some(answer), Some(taken)) => taken.pass(answer, out, &mut self.interruptions),
                _ => out.extend_from_slice(message.encoded),
            }
        }
    }

    /// The operation with this id has ended; a notice answers none.
    pub(crate) fn finish(&mut self, id: Option<MessageId>) -> Option<Tampered> {
        let place = self.taken.iter().position(|taken| taken.id == id)?;
        Some(self.taken.remove(place).finish())
    }

    /// Forgets the requests that will never be answered, and gives the rule that took each.
    pub(crate) fn finish_unanswered(
        &mut self,
        is_under_way: impl Fn(MessageId) -> bool,
    ) -> Vec<(MessageId, Arc<str>)> {
        let mut ended = Vec::new();
        self.taken.retain(|taken| match taken.id {
            Some(id) if !is_under_way(id) => {
                ended.push((id, Arc::clone(&taken.rule.name)));
                false
            }
            _ => true,
        });
        ended
    }

    /// The next interruption, and how many octets come before it.
    pub(crate) fn next_interruption(&mut self) -> Option<(usize, Interruption)> {
        self.interruptions.pop_front()
    }
}

impl Taken {
    fn wire_id(&self) -> i64 {
        self.id.map_or(0, |id| i64::from(id.value()))
    }

    /// Sends one message of the answer on, or what the rule makes of it.
    fn pass(
        &mut self,
        answer: Answer,
        out: &mut Vec<u8>,
        interruptions: &mut VecDeque<(usize, Interruption)>,
    ) {
        let fault = &self.rule.fault;
        let is_last = matches!(answer.operation, AnswerOperation::Result(_));
        if matches!(answer.operation, AnswerOperation::Entry(_)) {
            self.entries += 1;
        }
        if fault.in_place.is_some() {
            if !self.is_replaced {
                self.replace(answer.id, out, interruptions);
            }
        } else {
            for answer in altered(&fault.changes, answer, self.entries) {
                answer.write(out);
                if let AnswerOperation::Result(result) = &answer.operation {
                    self.result = Some(LdapResult {
                        code: u16::try_from(result.code)
                            .map_or(ResultCode::OTHER, ResultCode::from_number),
                        matched_dn: String::from_utf8_lossy(&result.matched_dn).into_owned(),
                        diagnostic_message: Cow::Owned(
                            String::from_utf8_lossy(&result.diagnostic_message).into_owned(),
                        ),
                    });
                }
            }
        }
        if is_last && self.rule.fault.closes {
            interruptions.push_back((out.len(), Interruption::Close));
        }
    }

    /// Sends what comes in place of the answer.
    fn replace(
        &mut self,
        id: i64,
        out: &mut Vec<u8>,
        interruptions: &mut VecDeque<(usize, Interruption)>,
    ) {
        self.is_replaced = true;
        match &self.rule.fault.in_place {
            Some(InPlace::Octets(template)) => out.extend(template.fill(id)),
            Some(InPlace::Notice(code)) => {
                let result = LdapResult::from(*code);
                write_notice_of_disconnection(result.clone(), out);
                self.result = Some(result);
                interruptions.push_back((out.len(), Interruption::Close));
            }
            Some(InPlace::Cut) => interruptions.push_back((out.len(), Interruption::Cut)),
            Some(InPlace::Nothing) | None => {}
        }
    }

    fn finish(self) -> Tampered {
        Tampered {
            fault: Arc::clone(&self.rule.name),
            result: self.result,
        }
    }
}

const fn is_unanswered(kind: RequestKind) -> bool {
    matches!(kind, RequestKind::Unbind | RequestKind::Abandon)
}
