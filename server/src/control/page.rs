//! Long lists, a page at a time.

use serde::Deserialize;
use utoipa::IntoParams;

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageParameters {
    /// The organization's id; the first one without it.
    pub(super) organization: Option<String>,
    /// What the page before gave as `next`.
    after: Option<u32>,
    /// How many there may be on the page.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<usize>,
}

/// How many there are on a page when nobody says.
const USUAL: usize = 100;
/// More are given on the next page.
const MOST: usize = 1000;

/// How many to give to whom asks for so many.
pub(super) fn clamp(limit: Option<usize>) -> usize {
    limit.unwrap_or(USUAL).clamp(1, MOST)
}

impl PageParameters {
    /// The things of the page, and where the next one begins if there is one. Places rise.
    pub(super) fn of<T>(&self, things: impl Iterator<Item = (u32, T)>) -> (Vec<T>, Option<u32>) {
        let limit = clamp(self.limit);
        let mut rest = things.skip_while(|(place, _)| Some(*place) <= self.after);
        let mut last = None;
        let page = rest.by_ref().take(limit).map(|(place, thing)| {
            last = Some(place);
            thing
        });
        let page = page.collect();
        let next = rest.next().and(last);
        (page, next)
    }
}
