//! How a search ends: why, and with which response controls.

use super::controls::SORT_RESPONSE;
use super::sorting::SortFailure;
use super::{Reason, paging};
use crate::wire::{ResponseControl, ResultCode, SortResult};

/// How a search ends.
pub(super) struct Ending {
    pub(super) reason: Reason,
    pub(super) controls: Vec<ResponseControl>,
}

impl Ending {
    /// The end of a paged search that has nothing to send.
    pub(super) fn last_page() -> Self {
        Self {
            reason: Reason::Success,
            controls: vec![paging::last_page()],
        }
    }

    /// RFC 2891 section 2, the third scenario: no entry is sent, and the control says why.
    pub(super) fn cannot_sort(failure: SortFailure) -> Self {
        Self {
            reason: Reason::CannotSort(failure.code),
            controls: vec![sort_response(Some(failure))],
        }
    }
}

impl From<Reason> for Ending {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            controls: Vec::new(),
        }
    }
}

/// The response control of sorting: success, or why there is no order.
pub(super) fn sort_response(failure: Option<SortFailure>) -> ResponseControl {
    let success = SortResult {
        code: ResultCode::SUCCESS,
        attribute: None,
    };
    ResponseControl {
        oid: SORT_RESPONSE,
        value: Some(failure.map_or(success, SortResult::from).encode()),
    }
}
