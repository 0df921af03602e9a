//! Stored passwords: what a simple bind is checked against (RFC 4513 section 5.1.3).
//!
//! Passwords are octets; nothing here asks for UTF-8. Comparison takes the same time wherever the difference is.
//! Nothing here is printed: `Debug` names the scheme alone.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use argon2::Argon2;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jcldap_fixtures::User;
use md4::Md4;
use sha_crypt::{Algorithm, Params, PasswordHasher, PasswordVerifier, ShaCrypt};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;

/// A password as the directory keeps it.
#[derive(Clone)]
pub struct StoredPassword(Arc<Kept>);

enum Kept {
    Plain(Box<[u8]>),
    Digest {
        scheme: DigestScheme,
        digest: Box<[u8]>,
        salt: Box<[u8]>,
    },
    /// `$5$...` or `$6$...`, without the `{CRYPT}` before it.
    Crypt(Box<str>),
    /// `$argon2id$...` and its kin, without the `{ARGON2}` before it.
    Argon2(Box<str>),
}

/// A password in a form that the stand-in cannot check.
#[derive(Debug, thiserror::Error)]
#[error(
    "user `{username}`: cannot check a password kept in this form; expected `{{SSHA}}`, `{{SSHA256}}` or `{{SSHA512}}` \
     (or the same without salt) and base64, `{{CRYPT}}$5$...`, `{{CRYPT}}$6$...`, or `{{ARGON2}}$argon2id$...`"
)]
pub struct UnsupportedScheme {
    username: String,
}

impl StoredPassword {
    /// Takes the password out of the user's fields, if it has one.
    pub(super) fn taken_from(user: &mut User) -> Result<Option<Self>, UnsupportedScheme> {
        let password = user.password.take();
        if let Some(hash) = user.password_hash.take() {
            let kept = Kept::read(hash.expose()).ok_or_else(|| UnsupportedScheme {
                username: user.username.clone(),
            })?;
            return Ok(Some(Self(Arc::new(kept))));
        }
        Ok(password.map(|password| Self::plain(password.expose().as_bytes())))
    }

    /// Whether this was cloned from the other: equal passwords that were set apart are not the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// A password kept as it is.
    pub fn plain(password: &[u8]) -> Self {
        Self(Arc::new(Kept::Plain(password.into())))
    }

    /// Whether a check takes milliseconds and so belongs off the threads that serve the network.
    pub fn is_slow(&self) -> bool {
        matches!(&*self.0, Kept::Crypt(_) | Kept::Argon2(_))
    }

    /// Of these, one in the form that is most usual among them: of the same scheme and cost.
    pub(super) fn most_usual<'a>(passwords: impl Iterator<Item = &'a Self>) -> Option<&'a Self> {
        let mut forms: HashMap<&str, (usize, &Self)> = HashMap::new();
        for password in passwords {
            forms.entry(password.0.form()).or_insert((0, password)).0 += 1;
        }
        // Of two equally usual ones the choice is the same in every process.
        let most_usual = forms
            .into_iter()
            .max_by_key(|(form, (count, _))| (*count, *form));
        most_usual.map(|(_, (_, password))| password)
    }

    /// Whether this is the password. Takes as long for a wrong one as for the right one.
    pub fn matches(&self, password: &[u8]) -> bool {
        match &*self.0 {
            // Digests are of one length, so that the time tells nothing of the length kept.
            Kept::Plain(kept) => Sha256::digest(kept).ct_eq(&Sha256::digest(password)).into(),
            Kept::Digest {
                scheme,
                digest,
                salt,
            } => digest.ct_eq(&scheme.digest(password, salt)).into(),
            Kept::Crypt(hash) => ShaCrypt::default()
                .verify_password(password, &**hash)
                .is_ok(),
            Kept::Argon2(hash) => Argon2::default().verify_password(password, &**hash).is_ok(),
        }
    }

    /// The value of userPassword that its owner is shown: what the seed stores, or a digest of the plain password with
    /// this salt; never the plain password (`openldap.md 17`).
    pub(super) fn shown(&self, form: ShownForm, salt: &[u8]) -> String {
        match &*self.0 {
            Kept::Plain(password) => match form {
                ShownForm::Ssha => {
                    DigestScheme::Sha1.show(&DigestScheme::Sha1.digest(password, salt), salt)
                }
                ShownForm::Sha512Crypt => sha512_crypt(password, salt),
            },
            Kept::Digest {
                scheme,
                digest,
                salt,
            } => scheme.show(digest, salt),
            Kept::Crypt(hash) => format!("{{CRYPT}}{hash}"),
            Kept::Argon2(hash) => format!("{{ARGON2}}{hash}"),
        }
    }

    /// What Samba knows a password by, if it is kept in plain text: the MD4 digest (RFC 1320) of its UTF-16 form, least
    /// octet first, in hexadecimal digits.
    pub(super) fn nt_hash(&self) -> Option<String> {
        let Kept::Plain(password) = &*self.0 else {
            return None;
        };
        let text = std::str::from_utf8(password).ok()?;
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let digest: [u8; 16] = Md4::digest(&utf_16).into();
        Some(format!("{:032X}", u128::from_be_bytes(digest)))
    }
}

impl fmt::Debug for StoredPassword {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match &*self.0 {
            Kept::Plain(_) | Kept::Digest { .. } => self.0.form(),
            Kept::Crypt(_) => "CRYPT",
            Kept::Argon2(_) => "ARGON2",
        };
        write!(formatter, "StoredPassword({scheme})")
    }
}

/// How a plain password is shown to its owner.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum ShownForm {
    Ssha,
    Sha512Crypt,
}

impl Kept {
    /// The scheme with all that a check's time depends on, such as `$6$rounds=1000`: what stands before salt and hash.
    fn form(&self) -> &str {
        match self {
            Self::Plain(_) => "plain",
            Self::Digest { scheme, .. } => scheme.salted_name(),
            Self::Crypt(hash) | Self::Argon2(hash) => {
                hash.rsplitn(3, '$').nth(2).unwrap_or_default()
            }
        }
    }

    /// Reads `{SCHEME}` and what follows it (RFC 2307 section 5.3; the scheme in any case).
    fn read(text: &str) -> Option<Self> {
        let (name, rest) = text.strip_prefix('{')?.split_once('}')?;
        if name.eq_ignore_ascii_case("CRYPT") {
            let known = rest.starts_with("$5$") || rest.starts_with("$6$");
            return (known && rest.len() <= LONGEST_HASH).then(|| Self::Crypt(rest.into()));
        }
        if name.eq_ignore_ascii_case("ARGON2") {
            return (rest.starts_with("$argon2") && rest.len() <= LONGEST_HASH)
                .then(|| Self::Argon2(rest.into()));
        }
        let scheme = DigestScheme::ALL.into_iter().find(|scheme| {
            [scheme.name(), scheme.salted_name()]
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
        })?;
        let octets = STANDARD.decode(rest).ok()?;
        let (digest, salt) = octets.split_at_checked(scheme.digest_length())?;
        Some(Self::Digest {
            scheme,
            digest: digest.into(),
            salt: salt.into(),
        })
    }
}

/// The digests that LDAP servers keep, with or without a salt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum DigestScheme {
    Sha1,
    Sha256,
    Sha512,
}

impl DigestScheme {
    const ALL: [Self; 3] = [Self::Sha1, Self::Sha256, Self::Sha512];

    fn digest(self, password: &[u8], salt: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::new()
                .chain_update(password)
                .chain_update(salt)
                .finalize()
                .to_vec(),
            Self::Sha256 => Sha256::new()
                .chain_update(password)
                .chain_update(salt)
                .finalize()
                .to_vec(),
            Self::Sha512 => Sha512::new()
                .chain_update(password)
                .chain_update(salt)
                .finalize()
                .to_vec(),
        }
    }

    fn show(self, digest: &[u8], salt: &[u8]) -> String {
        let name = if salt.is_empty() {
            self.name()
        } else {
            self.salted_name()
        };
        format!("{{{name}}}{}", STANDARD.encode([digest, salt].concat()))
    }

    const fn digest_length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    const fn salted_name(self) -> &'static str {
        match self {
            Self::Sha1 => "SSHA",
            Self::Sha256 => "SSHA256",
            Self::Sha512 => "SSHA512",
        }
    }
}

/// A `{CRYPT}$6$` of this password, with the fewest rounds that the scheme allows: the value is only for show.
fn sha512_crypt(password: &[u8], salt: &[u8]) -> String {
    let fewest = Params::new(Params::ROUNDS_MIN).unwrap_or_default();
    let hash =
        ShaCrypt::new(Algorithm::Sha512Crypt, fewest).hash_password_with_salt(password, salt);
    // The hasher fails only on a salt that it cannot write, which base64 rules out.
    hash.map_or_else(
        |_| String::new(),
        |hash| format!("{{CRYPT}}{}", hash.as_str()),
    )
}

/// No scheme's text is longer, in octets.
const LONGEST_HASH: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> StoredPassword {
        StoredPassword(Arc::new(Kept::read(text).unwrap()))
    }

    #[track_caller]
    fn check(text: &str, password: &[u8]) {
        let stored = kept(text);
        assert!(stored.matches(password), "{text}");
        for wrong in [&b""[..], b"nibble", b"nibbler ", b"Nibbler", b"\xff"] {
            assert!(!stored.matches(wrong), "{text} took {wrong:?}");
        }
    }

    // Made with `openssl dgst`, `openssl passwd` and the argon2 command, not with the code under test.
    #[test]
    fn every_scheme_knows_its_password() {
        check("{SHA}YLQ5xK833BmRvEbRi1GSL6bR4mA=", b"nibbler");
        check("{SSHA}owYSK7YwFlIOtZV4F0kErOI5EKlzYWx0", b"nibbler");
        check(
            "{ssha256}e+xtEo4xqQRVl0YdZ3kldJjutU63mURSy1K2byg6qcZzYWx0",
            b"nibbler",
        );
        check(
            "{SSHA512}niOYSedyevJb0YkRbtOWF/+E5aO1gbl3vd3Y+Mf2UCVtp5EEOguTbYQRfXp6MHC0Pdwwglaw/RvXf9SL1LVV8XNhbHQ=",
            b"nibbler",
        );
        check("{SSHA}cQWPvvqjUx7ImF3n/sLJjZaYSxxzYWx0", b"\xff\xfe");
        check(
            "{CRYPT}$5$pepper$ajH8d1ueHDRTbW0i/h6JI608VinlzfhzGtyKEOFqWQ0",
            b"nibbler",
        );
        check(
            "{CRYPT}$6$pepper$nwNkTVQGl.lX73WoAx93ctKxjkzmPYS0/DLwn26DxfwbBx2lhccbrl2VGg3dRNaN6y/6TtNOBqDoOjKppK309.",
            b"nibbler",
        );
        check(
            "{ARGON2}$argon2id$v=19$m=256,t=1,p=1$c2FsdHNhbHQ$5///fn3DsIgLGkvs/3WodBzVDQSygmFhlHdvIuj1+kU",
            b"nibbler",
        );
    }

    #[test]
    fn a_plain_password_is_shown_as_a_digest_that_it_matches() {
        for form in [ShownForm::Ssha, ShownForm::Sha512Crypt] {
            let shown = StoredPassword::plain(b"nibbler").shown(form, b"pepper");
            assert!(!shown.contains("nibbler"));
            check(&shown, b"nibbler");
        }
    }

    // Made with `openssl dgst -md4` of what `iconv -t UTF-16LE` gives.
    #[test]
    fn samba_knows_a_plain_password_by_its_nt_hash() {
        let nt_hash = |password: &[u8]| StoredPassword::plain(password).nt_hash();
        assert_eq!(
            nt_hash(b"nibbler").unwrap(),
            "9195F99A35DA60551014A5BE6573D880"
        );
        assert_eq!(
            nt_hash("pässwörd €😀".as_bytes()).unwrap(),
            "CD0BB7B4FB385141C17C80EA77113E98"
        );
        assert_eq!(nt_hash(b"\xff"), None);
        assert_eq!(kept("{SHA}YLQ5xK833BmRvEbRi1GSL6bR4mA=").nt_hash(), None);
    }

    #[test]
    fn the_most_usual_form_is_that_of_most() {
        let crypt = [
            "{CRYPT}$5$a$ajH8d1ueHDRTbW0i",
            "{CRYPT}$5$rounds=9999$a$ajH8d1ueHDRTbW0i",
            "{CRYPT}$5$b$ajH8d1ueHDRTbW0i",
        ];
        let mut passwords: Vec<_> = crypt.into_iter().map(kept).collect();
        passwords.push(StoredPassword::plain(b"nibbler"));
        let usual = StoredPassword::most_usual(passwords.iter()).unwrap();
        assert!(usual.is_same(&passwords[0]));
        assert!(StoredPassword::most_usual([].into_iter()).is_none());
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "nibbler",
            "{MD5}xx",
            "{SSHA}",
            "{SSHA}????",
            "{SSHA}c2hvcnQ=",
            "{CRYPT}ab01FAX.bQRSU",
            "{",
        ] {
            assert!(Kept::read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn debug_shows_the_scheme_alone() {
        assert_eq!(
            format!("{:?}", StoredPassword::plain(b"nibbler")),
            "StoredPassword(plain)"
        );
        let shown = format!("{:?}", kept("{SSHA}owYSK7YwFlIOtZV4F0kErOI5EKlzYWx0"));
        assert_eq!(shown, "StoredPassword(SSHA)");
    }
}
