//! Which scenarios to take: prefixes of ids that end at a slash, and exclusions.

use thiserror::Error;

/// The selectors of a command line.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    includes: Vec<String>,
    excludes: Vec<String>,
}

/// A selector that is none.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error(
    "malformed selector `{0}`; expected the beginning of an id up to a slash, such as `okta` or `rfc4511/4.5.1`, with `!` before it to exclude"
)]
pub struct SelectorError(String);

impl Selection {
    /// Reads selectors; without any that includes, everything is included.
    pub fn parse<S: AsRef<str>>(selectors: &[S]) -> Result<Self, SelectorError> {
        let mut selection = Self::default();
        for selector in selectors {
            let selector = selector.as_ref();
            let (list, prefix) = match selector.strip_prefix('!') {
                Some(prefix) => (&mut selection.excludes, prefix),
                None => (&mut selection.includes, selector),
            };
            let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
            let allowed =
                |character: char| character.is_ascii_alphanumeric() || "-./_".contains(character);
            if prefix.is_empty()
                || !prefix.chars().all(allowed)
                || prefix.split('/').any(str::is_empty)
            {
                return Err(SelectorError(selector.to_owned()));
            }
            list.push(prefix.to_owned());
        }
        Ok(selection)
    }

    /// Whether the scenario with this id is taken.
    pub fn takes(&self, id: &str) -> bool {
        let under = |prefix: &String| {
            id.strip_prefix(prefix.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        (self.includes.is_empty() || self.includes.iter().any(under))
            && !self.excludes.iter().any(under)
    }

    /// The including selectors that none of `ids` answers to.
    pub fn idle<'a>(&'a self, ids: &[String]) -> Vec<&'a str> {
        let selectors = self.includes.iter().filter(|selector| {
            let alone = Self {
                includes: vec![(*selector).clone()],
                excludes: Vec::new(),
            };
            !ids.iter().any(|id| alone.takes(id))
        });
        selectors.map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_at_a_slash() {
        let selection = Selection::parse(&["okta/full", "rfc4511/", "!okta/full/named"]).unwrap();
        for (id, taken) in [
            ("okta/full", true),
            ("okta/full/star", true),
            ("okta/full-import", false),
            ("okta/full/named", false),
            ("rfc4511/4.5.1/x", true),
            ("rfc4512/1", false),
        ] {
            assert_eq!(selection.takes(id), taken, "{id}");
        }
    }

    #[test]
    fn exclusions_alone_take_from_everything() {
        let selection = Selection::parse(&["!okta"]).unwrap();
        assert!(selection.takes("onelogin/x"));
        assert!(!selection.takes("okta/x"));
    }

    #[test]
    fn malformed_selectors_are_refused_and_idle_ones_named() {
        for selector in ["", "!", "a//b", "/a", "a b", "okta/*"] {
            assert!(Selection::parse(&[selector]).is_err(), "{selector}");
        }
        let selection = Selection::parse(&["okta", "oktra"]).unwrap();
        assert_eq!(selection.idle(&["okta/x".to_owned()]), ["oktra"]);
    }
}
