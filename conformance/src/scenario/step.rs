//! A scenario and its steps, as they are written, and the step as it is carried out.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Add, Bind, BindPassword, BindSubject, Capture, Compare, Confidence, Connect, Delete,
    Expectation, Extended, Falsification, Modify, ModifyDn, Nothing, OneOrMany, Operation, Raw,
    RequestedControl, SearchText, Transport, WaitForClose,
};

/// One scenario: a conversation with a target and what must come of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[serde(expecting = "a mapping with the fields of a scenario, `id` first of all")]
pub struct Scenario {
    /// What it is called by: words in lower case joined by hyphens, and slashes; the part before the first slash is the
    /// suite. It says what the scenario shows, never its place among others.
    pub id: String,
    /// One line for a person.
    pub title: String,
    /// More for a person.
    #[serde(default)]
    pub description: Option<String>,
    /// The normative statements that it shows, by their ids.
    #[serde(default)]
    pub requirement: OneOrMany<String>,
    /// Where we know it from: fact ids, RFC sections.
    #[serde(default)]
    pub evidence: OneOrMany<String>,
    /// How sure we are of every step that doesn't say otherwise. Without it the level of the statement decides.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// Scenarios that must not have failed; where one has, this one is blocked.
    #[serde(default)]
    pub requires: Vec<String>,
    /// How many users the target must have.
    #[serde(default)]
    pub user_count: u64,
    /// Ways to go through the same steps; each is a scenario of its own, with its name added to the id.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Defects under which it must fail.
    #[serde(default)]
    pub falsified_by: Vec<Falsification>,
}

impl Scenario {
    /// The part of the id before the first slash.
    pub fn suite(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// Whether it sends malformed or hostile input.
    pub fn is_robustness(&self) -> bool {
        let is_hostile = |step: &Step| match &step.operation {
            Operation::Raw(_) => true,
            Operation::Connect(connect) => connect.transport == Transport::WithoutTls,
            _ => false,
        };
        self.suite() == "robustness" || self.steps.iter().any(is_hostile)
    }

    /// Whether it attempts a write.
    pub fn attempts_writes(&self) -> bool {
        self.steps
            .iter()
            .any(|step| step.operation.written_entry().is_some())
    }

    /// How many wrong passwords it sends in this variant, by subject.
    pub fn wrong_passwords(&self, variant: Option<&str>) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for step in self.steps_of(variant) {
            if let Operation::Bind(bind) = &step.operation
                && let Some(subject) = bind.ledger_entry()
            {
                *counts.entry(subject).or_default() += 1;
            }
        }
        counts
    }

    /// The steps of a variant.
    pub fn steps_of(&self, variant: Option<&str>) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| {
            step.only.is_empty()
                || variant.is_some_and(|name| step.only.iter().any(|only| only == name))
        })
    }
}

impl Bind {
    /// Whom a wrong password of this bind may lock.
    pub fn ledger_entry(&self) -> Option<String> {
        if self.password != BindPassword::Wrong {
            return None;
        }
        Some(match (&self.subject, &self.name) {
            (Some(BindSubject::Binding), _) => "binding".to_owned(),
            (Some(BindSubject::User(role)), _) => format!("user.{role}"),
            (_, Some(name)) => name.as_str().to_lowercase(),
            (_, None) => "anonymous".to_owned(),
        })
    }
}

/// A way to go through a scenario's steps.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Variant {
    /// Its name, the last part of the id.
    pub name: String,
    /// What `{variant.NAME}` stands for.
    #[serde(default, rename = "let")]
    pub values: BTreeMap<String, OneOrMany<String>>,
}

/// One step: one operation, what must come back, and what is kept of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "StepDocument")]
#[schemars(with = "StepDocument")]
pub struct Step {
    /// What other parts of the scenario call it by; without one, its place, `step-1`, but nothing may refer to that.
    pub id: Option<String>,
    /// What it does, for a person.
    pub title: Option<String>,
    /// The connection that it uses.
    pub on: String,
    /// The variants that have it; without any, all.
    pub only: Vec<String>,
    /// Where we know it from.
    pub evidence: OneOrMany<String>,
    /// How sure we are.
    pub confidence: Option<Confidence>,
    /// What it does.
    pub operation: Operation,
    /// The controls of its request.
    pub controls: Vec<RequestedControl>,
    /// Whether its answer is awaited; if not, `collect` takes it later.
    pub awaited: bool,
    /// Whether its request is kept back until the connection's next one, to travel in the same octets.
    pub with_next: bool,
    /// What must come back for the scenario to say anything about the target; where it doesn't, the scenario is skipped.
    pub assume: Option<Expectation>,
    /// What it means when the assumption doesn't hold, for a person: `the target announces no server-side sorting`.
    pub reason: Option<String>,
    /// What must come back.
    pub expect: Expectation,
    /// What to find out, where nobody knows.
    pub probe: Option<Probe>,
    /// What is kept of the answer.
    pub capture: BTreeMap<String, Capture>,
}

impl Step {
    /// Everything that is looked for in the answer and judged: the assumption and the expectation.
    pub fn expectations(&self) -> impl Iterator<Item = &Expectation> {
        self.assume.iter().chain([&self.expect])
    }

    /// Whether what became of the connection is judged.
    pub fn judges_connection(&self) -> bool {
        self.expectations()
            .any(|expect| expect.connection.is_some())
    }

    /// Whether the connection has to be watched until it ends.
    pub fn awaits_end(&self) -> bool {
        self.expectations().any(Expectation::awaits_end)
    }

    /// Whether it is right that no answer comes.
    pub fn awaits_silence(&self) -> bool {
        self.expectations().any(Expectation::awaits_silence)
    }
}

/// A question to the target whose answer nobody knows: it is reported, not judged.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Probe {
    /// The question.
    pub question: String,
    /// The switch of the stand-in that the answer sets.
    #[serde(default, rename = "switch")]
    pub switch: Option<String>,
    /// The answers that we can think of; the first that holds is reported. For a switch, its values, which are single
    /// words: an answer of several words sets nothing.
    pub answers: Vec<Answer>,
}

/// One answer to a probe.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Answer {
    /// What it is called.
    pub answer: String,
    /// How one knows it.
    pub when: Expectation,
}

/// A step of a scenario. It does exactly one thing.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StepDocument {
    /// What other parts of the scenario call it by.
    id: Option<String>,
    /// What it does, for a person.
    title: Option<String>,
    /// The connection that it uses; `main` without one. It opens by itself.
    on: Option<String>,
    /// The variants that have this step; without any, all.
    #[serde(default)]
    only: Vec<String>,
    /// Where we know it from: fact ids, RFC sections.
    #[serde(default)]
    evidence: OneOrMany<String>,
    /// How sure we are.
    confidence: Option<Confidence>,
    connect: Option<Connect>,
    bind: Option<Bind>,
    search: Option<SearchText>,
    compare: Option<Compare>,
    extended: Option<Extended>,
    start_tls: Option<Nothing>,
    modify: Option<Modify>,
    add: Option<Add>,
    delete: Option<Delete>,
    modify_dn: Option<ModifyDn>,
    raw: Option<Raw>,
    /// The id of the step whose request to abandon.
    abandon: Option<String>,
    /// The id of the step whose request to cancel.
    cancel: Option<String>,
    /// The id of the step whose answer to take now.
    collect: Option<String>,
    unbind: Option<Nothing>,
    wait_for_close: Option<WaitForClose>,
    /// The controls of the request.
    #[serde(default)]
    controls: Vec<RequestedControl>,
    /// `false`: go on without the answer.
    #[serde(rename = "await")]
    awaited: Option<bool>,
    /// Beside `await: false`, `true`: the request travels in the same octets as the connection's next one.
    #[serde(default)]
    with_next: bool,
    /// What must come back for the scenario to say anything about the target; where it doesn't, the scenario is skipped.
    assume: Option<Expectation>,
    /// What it means when the assumption doesn't hold: `the target announces no server-side sorting`.
    reason: Option<String>,
    /// What must come back.
    #[serde(default)]
    expect: Expectation,
    /// What to find out, where nobody knows.
    probe: Option<Probe>,
    /// What to keep of the answer, by name: `{captured.NAME}`.
    #[serde(default)]
    capture: BTreeMap<String, Capture>,
}

impl TryFrom<StepDocument> for Step {
    type Error = String;

    fn try_from(document: StepDocument) -> Result<Self, Self::Error> {
        let operations = [
            document.connect.map(Operation::Connect),
            document.bind.map(Operation::Bind),
            document
                .search
                .map(|search| Operation::Search(Box::new(search))),
            document.compare.map(Operation::Compare),
            document.extended.map(Operation::Extended),
            document.start_tls.map(|_| Operation::StartTls),
            document.modify.map(Operation::Modify),
            document.add.map(Operation::Add),
            document.delete.map(Operation::Delete),
            document.modify_dn.map(Operation::ModifyDn),
            document.raw.map(Operation::Raw),
            document.abandon.map(Operation::Abandon),
            document.cancel.map(Operation::Cancel),
            document.collect.map(Operation::Collect),
            document.unbind.map(|_| Operation::Unbind),
            document.wait_for_close.map(Operation::WaitForClose),
        ];
        let mut operations = operations.into_iter().flatten();
        let operation = operations.next().ok_or(
            "a step without an operation; expected one of connect, bind, search, compare, extended, startTls, modify, add, delete, modifyDn, raw, abandon, cancel, collect, unbind, waitForClose",
        )?;
        if let Some(second) = operations.next() {
            return Err(format!(
                "a step with `{}` and `{}`; expected one operation",
                operation.word(),
                second.word()
            ));
        }
        if let Operation::Bind(bind) = &operation
            && bind.subject.is_none()
            && (bind.name.is_none() || bind.password == BindPassword::Correct)
        {
            return Err(
                "a bind without `as` has a `name`, and `password: wrong` or `password: empty`"
                    .to_owned(),
            );
        }
        if document.reason.is_some() && document.assume.is_none() {
            return Err("a step with `reason` and without `assume`".to_owned());
        }
        if document.with_next && document.awaited != Some(false) {
            return Err("a step with `withNext` and without `await: false`".to_owned());
        }
        Ok(Self {
            id: document.id,
            title: document.title,
            on: document.on.unwrap_or_else(|| "main".to_owned()),
            only: document.only,
            evidence: document.evidence,
            confidence: document.confidence,
            operation,
            controls: document.controls,
            awaited: document.awaited.unwrap_or(true),
            with_next: document.with_next,
            assume: document.assume,
            reason: document.reason,
            expect: document.expect,
            probe: document.probe,
            capture: document.capture,
        })
    }
}
