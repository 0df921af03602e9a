//! Filters that may be shown: without the values that are nobody else's business.

use super::ast::Filter;

/// What stands in the place of a value that is left out.
const LEFT_OUT: &[u8] = b"...";

impl Filter {
    /// A copy without the values asserted of the attributes that `is_left_out` names, by their description as the client
    /// wrote it. Its text shows three dots for each.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap_directory::Filter;
    ///
    /// let filter = Filter::parse("(&(uid=fry)(!(userPassword=walking*sunshine)))")?;
    /// let shown = filter.with_values_left_out(&|attribute| attribute == b"userPassword");
    /// assert_eq!(shown.to_string(), "(&(uid=fry)(!(userPassword=...*...)))");
    /// # Ok::<(), jcldap_directory::FilterError>(())
    /// ```
    #[must_use]
    pub fn with_values_left_out(&self, is_left_out: &dyn Fn(&[u8]) -> bool) -> Self {
        self.copy(|item| {
            let mut copy = item.clone_item();
            if item.attribute().is_some_and(is_left_out) {
                copy.leave_values_out();
            }
            copy
        })
    }

    fn attribute(&self) -> Option<&[u8]> {
        match self {
            Self::Equality { attribute, .. }
            | Self::Substrings { attribute, .. }
            | Self::GreaterOrEqual { attribute, .. }
            | Self::LessOrEqual { attribute, .. }
            | Self::Present { attribute }
            | Self::Approximate { attribute, .. } => Some(attribute),
            Self::Extensible { attribute, .. } => attribute.as_deref(),
            Self::And(_) | Self::Or(_) | Self::Not(_) | Self::Undefined => None,
        }
    }

    fn leave_values_out(&mut self) {
        match self {
            Self::Equality { value, .. }
            | Self::GreaterOrEqual { value, .. }
            | Self::LessOrEqual { value, .. }
            | Self::Approximate { value, .. }
            | Self::Extensible { value, .. } => *value = LEFT_OUT.to_vec(),
            Self::Substrings {
                initial, any, last, ..
            } => {
                let components = initial.iter_mut().chain(any).chain(last);
                components.for_each(|component| *component = LEFT_OUT.to_vec());
            }
            Self::And(_) | Self::Or(_) | Self::Not(_) | Self::Present { .. } | Self::Undefined => {}
        }
    }
}
