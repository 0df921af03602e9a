//! Distinguished names, compact enough for a directory of a million entries.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::error::DnError;
use super::key;
use super::lexer::Lexer;
use super::rdn::{Ava, Rdn, parse_rdns};
use crate::schema::Schema;

/// A distinguished name (RFC 4512 section 2.3.2).
///
/// Names are equal, ordered and hashed by their normal form. In this order a superior comes before its subordinates, and
/// all that is below a name comes together. A clone shares the text. Two names can be compared only if both were made
/// under the same schema.
#[derive(Clone, Default)]
pub struct Dn {
    /// The text, and behind it the key: one allocation for both.
    text_and_key: Arc<str>,
    text_length: usize,
}

impl Dn {
    /// The name of no RDNs, which is the root DSE's.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads the text of a name: RFC 4514 section 3, and the older forms of `openldap.md 2`, which are semicolons for
    /// commas, spaces around separators, and quotation marks.
    ///
    /// # Errors
    ///
    /// The text isn't a name, an attribute type is unknown (J6.06) or can't name entries, or a value is empty or invalid.
    ///
    /// # Examples
    ///
    /// ```
    /// use jcldap_directory::{Dn, Schema};
    ///
    /// let schema = Schema::standard().build()?;
    /// let dn = Dn::parse(br#"UID = leela ; OU = Users ; O = "Planet Express, Inc.""#, &schema)?;
    /// assert_eq!(dn.as_str(), r"uid=leela,ou=Users,o=Planet Express\2C Inc.");
    /// assert!(dn.is_within(&Dn::parse(br"o=planet  express\, inc.", &schema)?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(text: &[u8], schema: &Schema) -> Result<Self, DnError> {
        let rdns = parse_rdns(text, schema)?;
        let mut joined = String::with_capacity(2 * text.len() + rdns.len());
        for (place, rdn) in rdns.iter().enumerate() {
            if place > 0 {
                joined.push(',');
            }
            joined.push_str(rdn.as_str());
        }
        let text_length = joined.len();
        joined.extend(rdns.iter().rev().map(Rdn::key));
        Ok(Self {
            text_and_key: joined.into(),
            text_length,
        })
    }

    /// The name of an immediate subordinate.
    #[must_use]
    pub fn child(&self, rdn: &Rdn) -> Self {
        let separator = if self.is_root() { "" } else { "," };
        let text_length = rdn.as_str().len() + separator.len() + self.text_length;
        let parts = [
            rdn.as_str(),
            separator,
            self.as_str(),
            self.key(),
            rdn.key(),
        ];
        Self {
            text_and_key: parts.concat().into(),
            text_length,
        }
    }

    /// The name of the immediate superior; the root has none.
    pub fn parent(&self) -> Option<Self> {
        self.depth()
            .checked_sub(1)
            .map(|depth| self.ancestor(depth))
    }

    /// The name of the root-most `depth` RDNs: itself from its own depth on, the root at 0.
    #[must_use]
    pub fn ancestor(&self, depth: usize) -> Self {
        let Some(below) = self.depth().checked_sub(depth).filter(|below| *below > 0) else {
            return self.clone();
        };
        // A comma inside a value is written as a hexadecimal pair, so each one ends an RDN.
        let text = self
            .as_str()
            .splitn(below + 1, ',')
            .nth(below)
            .unwrap_or_default();
        let key = key::ancestor(self.key(), depth);
        Self {
            text_and_key: [text, key].concat().into(),
            text_length: text.len(),
        }
    }

    /// The RDN, which tells the entry from its siblings; the root has none.
    ///
    /// It is read anew from the text, so `schema` must be the one that the name was made under.
    pub fn rdn(&self, schema: &Schema) -> Option<Rdn> {
        let rdn = self.as_str().split(',').next()?;
        Rdn::parse(rdn.as_bytes(), schema).ok()
    }

    /// The attribute values of all RDNs, leaf first: what `dnAttributes` matches (RFC 4511 section 4.5.1.7.7).
    pub fn avas(&self, schema: &Schema) -> impl Iterator<Item = Ava> {
        let mut lexer = Lexer::new(self.as_str().as_bytes());
        std::iter::from_fn(move || {
            if lexer.is_at_end() {
                return None;
            }
            let ava = lexer.ava().ok()?;
            Some(Ava {
                attribute_type: schema.attribute_type(ava.attribute_type)?.id,
                value: ava.value,
            })
        })
    }

    /// Whether this is the name of no RDNs.
    pub fn is_root(&self) -> bool {
        self.text_length == 0
    }

    /// Whether this is `ancestor` or a name below it.
    pub fn is_within(&self, ancestor: &Self) -> bool {
        self.normalized().starts_with(ancestor.normalized())
    }

    /// Whether this is a name immediately below `superior`.
    pub fn is_child_of(&self, superior: &Self) -> bool {
        self.key()
            .strip_prefix(superior.key())
            .is_some_and(|below| key::depth(below) == 1)
    }

    /// The number of RDNs.
    pub fn depth(&self) -> usize {
        key::depth(self.key())
    }

    /// The normal form: equal for equal names, with the root-most RDN first, so that a name's is the beginning of the
    /// normal form of all that is below it.
    pub fn normalized(&self) -> &[u8] {
        self.key().as_bytes()
    }

    /// The text in its one form (`openldap.md 26`); types as the schema spells them, values in their own case.
    pub fn as_str(&self) -> &str {
        self.text_and_key
            .get(..self.text_length)
            .unwrap_or_default()
    }

    fn key(&self) -> &str {
        self.text_and_key
            .get(self.text_length..)
            .unwrap_or_default()
    }
}

impl fmt::Debug for Dn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dn({self})")
    }
}

impl fmt::Display for Dn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Eq for Dn {}

impl Hash for Dn {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.normalized().hash(state);
    }
}

impl Ord for Dn {
    fn cmp(&self, other: &Self) -> Ordering {
        self.normalized().cmp(other.normalized())
    }
}

impl PartialEq for Dn {
    fn eq(&self, other: &Self) -> bool {
        self.normalized() == other.normalized()
    }
}

impl PartialOrd for Dn {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
