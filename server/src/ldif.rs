//! Entries as LDIF content records (RFC 2849), for `jcldap export` and whoever reads its output.
//!
//! It writes what it is given, in the order given; what an entry holds and who may see it is decided elsewhere.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jcldap_directory::Entry;

/// Writes an LDIF file, record by record.
#[derive(Debug)]
pub struct LdifWriter<W> {
    out: W,
    /// The line being made, reused from line to line.
    line: Vec<u8>,
}

impl<W: Write> LdifWriter<W> {
    /// Begins a file: RFC 2849 wants the version first.
    ///
    /// # Errors
    ///
    /// What `out` fails with.
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"version: 1\n")?;
        Ok(Self {
            out,
            line: Vec::new(),
        })
    }

    /// Writes an entry as one record, with all of its attributes.
    ///
    /// # Errors
    ///
    /// What the underlying writer fails with.
    pub fn entry(&mut self, entry: &Entry) -> io::Result<()> {
        let values = entry.attributes().flat_map(|attribute| {
            attribute
                .values()
                .map(move |value| (attribute.description(), value))
        });
        self.record(entry.dn().as_str(), values)
    }

    /// The underlying writer, with everything written.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn record<'v>(
        &mut self,
        dn: &str,
        values: impl IntoIterator<Item = (&'v str, &'v [u8])>,
    ) -> io::Result<()> {
        self.out.write_all(b"\n")?;
        self.value("dn", dn.as_bytes())?;
        for (attribute_description, value) in values {
            self.value(attribute_description, value)?;
        }
        Ok(())
    }

    /// Writes one `attrval-spec`.
    fn value(&mut self, attribute_description: &str, value: &[u8]) -> io::Result<()> {
        self.line.clear();
        self.line
            .extend_from_slice(attribute_description.as_bytes());
        if value.is_empty() {
            self.line.push(b':');
        } else if is_safe(value) {
            self.line.extend_from_slice(b": ");
            self.line.extend_from_slice(value);
        } else {
            self.line.extend_from_slice(b":: ");
            self.line
                .extend_from_slice(STANDARD.encode(value).as_bytes());
        }
        self.fold()
    }

    /// Writes the line, folded (RFC 2849 note 2). It is ASCII throughout, so that no character can be cut in two.
    fn fold(&mut self) -> io::Result<()> {
        let (first, rest) = self
            .line
            .split_at_checked(COLUMNS)
            .unwrap_or((&self.line, &[]));
        self.out.write_all(first)?;
        for continued in rest.chunks(COLUMNS - 1) {
            self.out.write_all(b"\n ")?;
            self.out.write_all(continued)?;
        }
        self.out.write_all(b"\n")
    }
}

/// How long a line may be before it is folded: what RFC 2045 and other writers of LDIF use.
const COLUMNS: usize = 76;

/// Whether a value is a `SAFE-STRING` and doesn't end with a space (RFC 2849 note 8). Other values need base64.
fn is_safe(value: &[u8]) -> bool {
    let safe_first = value
        .first()
        .is_none_or(|first| !matches!(first, b' ' | b':' | b'<'));
    let safe_last = value.last().is_none_or(|last| *last != b' ');
    safe_first
        && safe_last
        && value
            .iter()
            .all(|octet| octet.is_ascii() && !matches!(octet, b'\0' | b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use jcldap_directory::{AttributeDescription, Dn, Schema};
    use proptest::collection::vec;
    use proptest::prelude::{any, proptest};
    use proptest::prop_assert_eq;

    use super::*;

    /// A name and, for each value, the description and the value.
    type Record<'r> = (&'r str, &'r [(&'r str, &'r [u8])]);

    fn written(records: &[Record<'_>]) -> String {
        let mut out = Vec::new();
        let mut writer = LdifWriter::new(&mut out).unwrap();
        for (dn, values) in records {
            writer.record(dn, values.iter().copied()).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rfc_2849_example_1_two_entries() {
        let text = written(&[
            (
                "cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com",
                &[
                    ("objectclass", b"top"),
                    ("cn", b"Barbara Jensen"),
                    ("telephonenumber", b"+1 408 555 1212"),
                    ("description", b"A big sailing fan."),
                ],
            ),
            (
                "cn=Bjorn Jensen, ou=Accounting, dc=airius, dc=com",
                &[("sn", b"Jensen")],
            ),
        ]);
        assert_eq!(
            text,
            "version: 1\n\
             \n\
             dn: cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com\n\
             objectclass: top\n\
             cn: Barbara Jensen\n\
             telephonenumber: +1 408 555 1212\n\
             description: A big sailing fan.\n\
             \n\
             dn: cn=Bjorn Jensen, ou=Accounting, dc=airius, dc=com\n\
             sn: Jensen\n"
        );
    }

    /// The example folds at 75 columns and without the space behind the colon, which is a writer's choice.
    #[test]
    fn rfc_2849_example_2_a_folded_value() {
        let value = b"Babs is a big sailing fan, and travels extensively in search of perfect sailing conditions.";
        let text = written(&[("dc=com", &[("description", value)])]);
        assert!(
            text.ends_with(
                "description: Babs is a big sailing fan, and travels extensively in search of\n  perfect sailing conditions.\n"
            ),
            "{text}"
        );
    }

    /// The example shows its base64 lines without the space that folding puts before each (note 2).
    #[test]
    fn rfc_2849_example_3_a_control_character_makes_base64() {
        let value = b"What a careful reader you are!  This value is base-64-encoded because it has a control character \
            in it (a CR).\r  By the way, you should really get out more.";
        let text = written(&[("dc=com", &[("description", value)])]);
        let unfolded = text.replace("\n ", "");
        assert!(
            unfolded.ends_with(
                "description:: V2hhdCBhIGNhcmVmdWwgcmVhZGVyIHlvdSBhcmUhICBUaGlzIHZhbHVl\
                 IGlzIGJhc2UtNjQtZW5jb2RlZCBiZWNhdXNlIGl0IGhhcyBhIGNvbnRyb2wgY2hhcmFjdG\
                 VyIGluIGl0IChhIENSKS4NICBCeSB0aGUgd2F5LCB5b3Ugc2hvdWxkIHJlYWxseSBnZXQg\
                 b3V0IG1vcmUu\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn rfc_2849_example_4_names_and_values_in_utf_8() {
        let text = written(&[(
            "ou=営業部,o=Airius",
            &[
                ("ou", "営業部".as_bytes()),
                ("ou;lang-ja;phonetic", "えいぎょうぶ".as_bytes()),
                ("ou;lang-en", b"Sales"),
                ("userpassword", b"{SHA}O3HSv1MusyL4kTjP+HKI5uxuNoM="),
            ],
        )]);
        assert_eq!(
            text,
            "version: 1\n\
             \n\
             dn:: b3U95Za25qWt6YOoLG89QWlyaXVz\n\
             ou:: 5Za25qWt6YOo\n\
             ou;lang-ja;phonetic:: 44GI44GE44GO44KH44GG44G2\n\
             ou;lang-en: Sales\n\
             userpassword: {SHA}O3HSv1MusyL4kTjP+HKI5uxuNoM=\n"
        );
    }

    #[test]
    fn rfc_2849_note_5_an_empty_value_is_a_colon() {
        assert!(written(&[("", &[("seeAlso", b"")])]).ends_with("\ndn:\nseeAlso:\n"));
    }

    #[test]
    fn rfc_2849_safe_strings_stay_as_they_are() {
        for safe in ["a", "a:b<c", "#", "-", "\t", "\x7F", "a b"] {
            assert!(is_safe(safe.as_bytes()), "{safe:?}");
        }
        for unsafe_value in [" a", ":a", "<a", "a ", "\0", "a\nb", "a\rb", "\u{80}", "é"] {
            assert!(!is_safe(unsafe_value.as_bytes()), "{unsafe_value:?}");
        }
    }

    #[test]
    fn an_entry_is_written_with_every_value_of_every_attribute() {
        let schema = Schema::standard().build().unwrap();
        let description =
            |name: &str| AttributeDescription::parse(name.as_bytes(), &schema).unwrap();
        let entry = Entry::builder(Dn::parse(b"cn=Delivery Crew,dc=com", &schema).unwrap())
            .value(description("objectClass"), "groupOfNames")
            .values(description("cn"), ["Delivery Crew", " spaced"])
            .value(description("modifyTimestamp"), "20260527155548Z")
            .build(&schema)
            .unwrap();
        let mut out = Vec::new();
        LdifWriter::new(&mut out).unwrap().entry(&entry).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "version: 1\n\
             \n\
             dn: cn=Delivery Crew,dc=com\n\
             objectClass: groupOfNames\n\
             cn: Delivery Crew\n\
             cn:: IHNwYWNlZA==\n\
             modifyTimestamp: 20260527155548Z\n"
        );
    }

    #[test]
    fn a_line_of_76_columns_is_not_folded_and_one_of_77_is() {
        let whole = [b'x'; 76 - "cn: ".len()];
        let text = written(&[("", &[("cn", &whole)])]);
        assert_eq!(text.lines().last().map(str::len), Some(76));

        let longer = [b'x'; 77 - "cn: ".len()];
        assert!(written(&[("", &[("cn", &longer)])]).ends_with("x\n x\n"));
    }

    proptest! {
        /// A reader that does no more than the notes say gets back what was written, from lines that are never too long.
        #[test]
        fn any_value_is_read_back(value in vec(any::<u8>(), 0..400)) {
            let text = written(&[("dc=com", &[("description", &value)])]);
            prop_assert_eq!(text.lines().map(str::len).max().filter(|longest| *longest > 76), None);

            let unfolded = text.replace("\n ", "");
            let line = unfolded.lines().last().unwrap();
            let read = match line.strip_prefix("description:").unwrap() {
                encoded if encoded.starts_with(':') => STANDARD.decode(encoded[1..].trim_start_matches(' ')).unwrap(),
                plain => plain.trim_start_matches(' ').as_bytes().to_vec(),
            };
            prop_assert_eq!(read, value);
        }
    }
}
