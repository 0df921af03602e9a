//! What became of the connection.

use super::{Judge, alternatives, described};
use crate::client::Ending;
use crate::run::exchange::Observation;
use crate::scenario::{ConnectionFate, Expectation, ResultCodeText};

impl Judge<'_> {
    pub(super) fn fate(&mut self, expect: &Expectation, observation: &Observation) {
        if let Some(notice) = &expect.notice {
            match &observation.notice {
                Some(result)
                    if notice
                        .result_code
                        .0
                        .contains(&ResultCodeText(result.result_code)) => {}
                Some(result) => {
                    let wanted = alternatives(&notice.result_code.0);
                    self.add(
                        format!("a Notice of Disconnection with {wanted}"),
                        described(result),
                    );
                }
                None => self.add("a Notice of Disconnection", "none"),
            }
        } else if let Some(result) = &observation.notice
            && expect.any_of.is_empty()
        {
            self.add("no Notice of Disconnection", described(result));
        }
        let Some(wanted) = expect.connection else {
            return;
        };
        let ending = observation.ending.as_ref();
        let holds = match wanted {
            ConnectionFate::Open => !ending.is_some_and(|ending| *ending != Ending::Timeout),
            ConnectionFate::Closed => ending.is_some_and(Ending::is_closed),
            ConnectionFate::ClosedInOrder => ending == Some(&Ending::Closed),
            ConnectionFate::TlsFailed => matches!(ending, Some(Ending::Tls(_))),
        };
        if !holds {
            let actual =
                ending.map_or_else(|| "the connection is open".to_owned(), ToString::to_string);
            self.add(wanted.to_string(), actual);
        }
    }
}
