//! Searches whose answers come in pages (RFC 2696), taken together as one.

use super::{Pending, Session, StepError};
use crate::protocol::{PagedResults, Request, ResultCode};
use crate::run::bindings::Bindings;
use crate::run::exchange::{Answer, Observation};
use crate::run::requests::{controls_of, search_of};
use crate::scenario::{Paged, SearchText, Step};

/// More pages than any organization has at the smallest page size that scenarios use.
const MAX_PAGES: u64 = 20_000;

impl Session<'_> {
    pub(super) async fn search_pages(
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
}
