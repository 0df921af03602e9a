//! The values that an entry is sorted by.

/// The values of an entry under each sort key, in normal form; `None` where it has none.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::session) struct SortedKey {
    pub(super) values: Box<[Option<Box<[u8]>>]>,
}

impl SortedKey {
    /// About how many octets it takes in memory.
    pub(super) fn octets(&self) -> usize {
        self.values
            .iter()
            .map(|value| size_of_val(value) + value.as_ref().map_or(0, |value| value.len()))
            .sum()
    }

    /// Appends it in a form that [`SortedKey::decode`] reads.
    pub(in crate::session) fn encode(&self, out: &mut Vec<u8>) {
        for value in &self.values {
            match value {
                None => out.push(ABSENT),
                Some(value) => {
                    out.push(PRESENT);
                    out.extend((value.len() as u64).to_be_bytes());
                    out.extend_from_slice(value);
                }
            }
        }
    }

    /// Reads what [`SortedKey::encode`] has written.
    pub(in crate::session) fn decode(mut encoded: &[u8]) -> Option<Self> {
        let mut values = Vec::new();
        while let Some((&presence, rest)) = encoded.split_first() {
            encoded = match presence {
                ABSENT => {
                    values.push(None);
                    rest
                }
                PRESENT => {
                    let (length, rest) = rest.split_first_chunk()?;
                    let length = usize::try_from(u64::from_be_bytes(*length)).ok()?;
                    let (value, rest) = rest.split_at_checked(length)?;
                    values.push(Some(value.into()));
                    rest
                }
                _ => return None,
            };
        }
        Some(Self {
            values: values.into(),
        })
    }
}

const ABSENT: u8 = 0;
const PRESENT: u8 = 1;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(values in any::<Vec<Option<Vec<u8>>>>()) {
            let values = values.into_iter().map(|value| value.map(Vec::into_boxed_slice)).collect();
            let key = SortedKey { values };
            let mut encoded = Vec::new();
            key.encode(&mut encoded);
            prop_assert_eq!(SortedKey::decode(&encoded), Some(key));
        }

        #[test]
        fn any_octets_are_decoded_without_a_panic(octets in any::<Vec<u8>>()) {
            if let Some(key) = SortedKey::decode(&octets) {
                let mut encoded = Vec::new();
                key.encode(&mut encoded);
                prop_assert_eq!(encoded, octets);
            }
        }
    }
}
