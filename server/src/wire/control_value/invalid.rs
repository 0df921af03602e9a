//! What can be wrong with a control that is known.

/// A control that is known and cannot be read. The answer is protocolError on the request's own id, whether or not the
/// control is critical (`openldap.md 7`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InvalidControl {
    /// Simple paged results, twice.
    PagedResultsRepeated,
    /// Simple paged results without a value.
    PagedResultsWithoutValue,
    /// Simple paged results with a value of no octets.
    PagedResultsValueEmpty,
    /// Simple paged results with a value that is not BER, or not this control's.
    PagedResultsUndecodable,
    /// Simple paged results with a size that is negative, or above maxInt.
    PagedResultsSize,
    /// The password policy request control with a value.
    PasswordPolicyWithValue,
    /// `ManageDsaIT`, twice.
    ManageDsaItRepeated,
    /// `ManageDsaIT` with a value.
    ManageDsaItWithValue,
    /// Server side sorting, twice.
    SortRepeated,
    /// Server side sorting without a value.
    SortWithoutValue,
    /// Server side sorting with a value of no octets.
    SortValueEmpty,
    /// Server side sorting with a value that is not BER, or not this control's.
    SortUndecodable,
}

impl InvalidControl {
    /// The text that goes with protocolError: OpenLDAP's (`openldap.md 4`, `openldap.md 10`, `openldap.md 11`).
    pub const fn diagnostic_message(self) -> &'static str {
        match self {
            Self::PagedResultsRepeated => "paged results control specified multiple times",
            Self::PagedResultsWithoutValue => "paged results control value is absent",
            Self::PagedResultsValueEmpty => "paged results control value is empty",
            Self::PagedResultsUndecodable => "paged results control could not be decoded",
            Self::PagedResultsSize => "paged results control size invalid",
            Self::PasswordPolicyWithValue => "passwordPolicyRequest control value not absent",
            Self::ManageDsaItRepeated => "manageDSAit control specified multiple times",
            Self::ManageDsaItWithValue => "manageDSAit control value not absent",
            Self::SortRepeated => "sorted results control specified multiple times",
            Self::SortWithoutValue => "sorted results control value is absent",
            Self::SortValueEmpty => "sorted results control value is empty",
            Self::SortUndecodable => "serverSort control: decoding error",
        }
    }
}
