//! The three values that a filter evaluates to, and the logic over them.

/// What a filter or one of its items evaluates to (RFC 4511 section 4.5.1.7).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Truth {
    /// The entry matches.
    True,
    /// The entry doesn't match.
    False,
    /// The server can't tell; the entry isn't returned, nor is it under a `not`.
    Undefined,
}

impl Truth {
    /// Swaps True and False; Undefined stays.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Undefined => Self::Undefined,
        }
    }

    /// False if either is, True if both are, else Undefined.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Undefined,
        }
    }

    /// True if either is, False if both are, else Undefined.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::False, Self::False) => Self::False,
            _ => Self::Undefined,
        }
    }

    /// Whether a Search returns the entry.
    pub const fn is_true(self) -> bool {
        matches!(self, Self::True)
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Undefined};

    const ALL: [Truth; 3] = [True, False, Undefined];

    #[test]
    fn rfc4511_section_4_5_1_7_and_or_not_over_three_values() {
        let and = ALL.map(|left| ALL.map(|right| left.and(right)));
        assert_eq!(
            and,
            [
                [True, False, Undefined],
                [False; 3],
                [Undefined, False, Undefined]
            ]
        );
        let or = ALL.map(|left| ALL.map(|right| left.or(right)));
        assert_eq!(
            or,
            [
                [True; 3],
                [True, False, Undefined],
                [True, Undefined, Undefined]
            ]
        );
        assert_eq!(ALL.map(Truth::not), [False, True, Undefined]);
    }

    #[test]
    fn only_true_returns_the_entry() {
        assert_eq!(ALL.map(Truth::is_true), [true, false, false]);
    }
}
