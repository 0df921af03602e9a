//! What a run would send, told without sending anything: no connection is opened and no password fetched.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::bindings::{Bindings, Captured};
use super::plan::{Case, Plan};
use super::requests::{cancel_of, controls_of, request_of};
use super::session::StepError;
use crate::protocol::{Authentication, Request, RequestMessage, describe_request, oid};
use crate::scenario::{BindPassword, Operation, Step, Transport};
use crate::target::{Safety, Target};

/// One case of a plan.
#[derive(Debug)]
pub struct Preview<'a> {
    /// The case.
    pub case: &'a Case,
    /// What it would send, or why it would send nothing.
    pub outcome: Result<Vec<PreviewLine>, String>,
}

/// One thing that would be done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PreviewLine {
    /// The connection's name in the scenario.
    pub connection: String,
    /// The request in words. What only an answer can tell stands there as `{captured.NAME}`, a password as `[...]`.
    pub text: String,
}

impl Plan {
    /// What each case would send to `target`.
    pub fn preview<'a>(&'a self, target: &Target, safety: &Safety) -> Vec<Preview<'a>> {
        let previews = self.cases().map(|(case, obstacle)| Preview {
            case,
            outcome: match obstacle {
                Some(reason) => Err(reason.to_owned()),
                None => Ok(lines(case, target, safety)),
            },
        });
        previews.collect()
    }
}

fn lines(case: &Case, target: &Target, safety: &Safety) -> Vec<PreviewLine> {
    let mut bindings = Bindings::new(target, case.variant());
    let mut sent = Sent::default();
    let mut lines = Vec::new();
    for step in case.scenario.steps_of(case.variant_name()) {
        let text = refusal(step, target, safety, &bindings).unwrap_or_else(|| {
            let text = sent.text(step, target, &bindings);
            text.unwrap_or_else(|error| format!("nothing: {error}"))
        });
        lines.push(PreviewLine {
            connection: step.on.clone(),
            text,
        });
        for name in step.capture.keys() {
            bindings.capture(name, Captured::Unreceived);
        }
    }
    lines
}

/// Why a step isn't carried out on this target; the scenario ends there.
fn refusal(
    step: &Step,
    target: &Target,
    safety: &Safety,
    bindings: &Bindings<'_>,
) -> Option<String> {
    let entry = bindings.text(step.operation.written_entry()?).ok()?;
    let refused = safety.check_write_to(target, &entry).err()?;
    Some(format!("nothing: {refused}"))
}

/// The ids that requests would have, so that an Abandon names the right one.
#[derive(Default)]
struct Sent {
    last: BTreeMap<String, i64>,
    of_step: BTreeMap<String, i64>,
}

impl Sent {
    fn text(
        &mut self,
        step: &Step,
        target: &Target,
        bindings: &Bindings<'_>,
    ) -> Result<String, StepError> {
        let request = match &step.operation {
            Operation::Connect(connect) => {
                let endpoint = match connect.transport {
                    Transport::Default => target.url.to_string(),
                    Transport::Plain => {
                        let plain = target.plain_url.as_ref();
                        plain.ok_or(StepError::NoPlainUrl)?.to_string()
                    }
                    Transport::WithoutTls => format!("{} without TLS", target.url),
                };
                return Ok(format!("connects to {endpoint}"));
            }
            Operation::Raw(raw) => {
                let octets = raw.octets.0.len();
                return Ok(match raw.times {
                    1 => format!("{octets} octets"),
                    times => format!("{octets} octets, {times} times"),
                });
            }
            Operation::Collect(id) => return Ok(format!("takes the answer to `{id}`")),
            Operation::WaitForClose(_) => return Ok("waits for the connection's end".to_owned()),
            Operation::Bind(bind) => Request::Bind {
                version: bind.version,
                name: bindings.bind_name(bind)?,
                authentication: match (&bind.mechanism, bind.password) {
                    (Some(mechanism), _) => Authentication::Sasl {
                        mechanism: mechanism.clone(),
                        credentials: None,
                    },
                    (None, BindPassword::Empty) => Authentication::Simple(Vec::new()),
                    (None, BindPassword::Wrong) => {
                        Authentication::Simple(b"[a wrong password]".to_vec())
                    }
                    (None, BindPassword::Correct) => match bindings.bound_user(bind)? {
                        Some(_) => Authentication::Simple(b"[its password]".to_vec()),
                        None => Authentication::Simple(Vec::new()),
                    },
                },
            },
            Operation::StartTls => Request::Extended {
                name: oid::START_TLS.to_owned(),
                value: None,
            },
            Operation::Abandon(id) => Request::Abandon { id: self.id_of(id) },
            Operation::Cancel(id) => cancel_of(self.id_of(id)),
            Operation::Unbind => Request::Unbind,
            operation => match request_of(operation, bindings)? {
                Some((request, _)) => request,
                None => return Ok(format!("{} without a request", operation.word())),
            },
        };
        let id = self.last.entry(step.on.clone()).or_insert(0);
        *id += 1;
        if let Some(name) = &step.id {
            self.of_step.insert(name.clone(), *id);
        }
        let message = RequestMessage {
            id: *id,
            request,
            controls: controls_of(step, bindings)?,
        };
        let mut text = describe_request(&message);
        if let Operation::Search(search) = &step.operation
            && let Some(paged) = &search.paged
        {
            let until = paged.pages.map_or_else(
                || "until the cookie is empty".to_owned(),
                |pages| format!("{pages} at most"),
            );
            // Writing to a String doesn't fail.
            let _ = write!(text, " in pages of {}, {until}", paged.size);
        }
        Ok(text)
    }

    fn id_of(&self, step: &str) -> i64 {
        self.of_step.get(step).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    const TARGET: &str = "
url: ldaps://ldap.jumpcloud.com
organization: 5f1b9a2c8d3e4f0012345678
bindingUser: {username: svc, password: {environment: NOBODY_SETS_THIS_VARIABLE}}
users: {active: {username: fry}, spare: {username: amy}}";

    fn preview(steps: &str, attempt_writes: Option<&str>) -> Vec<String> {
        let target: Target = serde_yaml::from_str(TARGET).unwrap();
        let text = format!("{{id: a/b, title: t, steps: {steps}}}");
        let scenario: Scenario = serde_yaml::from_str(&text).unwrap();
        let safety = Safety::new(&target, attempt_writes);
        let cases = Case::all_of(&std::sync::Arc::new(scenario));
        let lines = lines(&cases[0], &target, &safety);
        lines
            .into_iter()
            .map(|line| format!("{} {}", line.connection, line.text))
            .collect()
    }

    const BASE: &str = "ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

    #[test]
    fn what_answers_would_tell_stands_there_by_name() {
        let lines = preview(
            "[{id: first, search: {base: '{base}', filter: '(uid=*)', attributes: [uid], paged: {size: 500}}, await: false,
               capture: {since: {greatest: modifyTimestamp}}},
              {search: {base: '{base}', filter: '(modifyTimestamp>={captured.since|milliseconds})'}},
              {abandon: first}]",
            None,
        );
        assert_eq!(
            lines,
            [
                format!(
                    "main 1 Search `{BASE}` WholeSubtree (uid=*) [uid] in pages of 500, until the cookie is empty"
                ),
                format!(
                    "main 2 Search `{BASE}` WholeSubtree (modifyTimestamp>={{captured.since}}) []"
                ),
                "main 3 Abandon 1".to_owned(),
            ]
        );
    }

    #[test]
    fn a_bind_tells_whose_password_and_fetches_none() {
        let lines = preview(
            "[{bind: {as: binding}}, {on: b, bind: {as: user.active, password: wrong}}, {bind: {as: anonymous}}]",
            None,
        );
        assert_eq!(
            lines,
            [
                format!("main 1 Bind v3 `uid=svc,{BASE}` simple `[its password]`"),
                format!("b 1 Bind v3 `uid=fry,{BASE}` simple `[a wrong password]`"),
                "main 2 Bind v3 `` simple ``".to_owned(),
            ]
        );
    }

    #[test]
    fn a_write_that_would_be_refused_is_told_as_none() {
        let lines = preview("[{delete: {entry: '{user.active.dn}'}}]", Some("spare"));
        assert!(
            lines[0].starts_with("main nothing: writes are attempted on the entry of `spare` only"),
            "{lines:?}"
        );
    }
}
