//! Who is who in a recording: the same person, group or value has the same pseudonym wherever it stands.
//!
//! What isn't known to be harmless is replaced: of entries, the values of every attribute that isn't listed here. Texts
//! that a server writes freely keep their words, but for what is known from the target file and from any entry of the
//! run, and for whatever looks like an address, an id or a part of a name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::run::{AnsweredEntry, AnsweredResult, StepAnswer, name};
use crate::target::{PasswordSource, Target, UserSubject};

/// Attributes whose values are the directory's own, not an organization's. In lower case.
const KEPT_ATTRIBUTES: [&str; 24] = [
    "attributetypes",
    "ditcontentrules",
    "ditstructurerules",
    "hassubordinates",
    "jcldapadmin",
    "ldapsyntaxes",
    "matchingrules",
    "matchingruleuse",
    "nameforms",
    "namingcontexts",
    "numsubordinates",
    "objectclass",
    "objectclasses",
    "pwdaccountlockedtime",
    "pwdlock",
    "structuralobjectclass",
    "subschemasubentry",
    "supportedcontrol",
    "supportedextension",
    "supportedfeatures",
    "supportedldapversion",
    "supportedsaslmechanisms",
    "vendorname",
    "vendorversion",
];

/// Values of names that every organization has, in lower case.
const KEPT_NAMES: [&str; 6] = [
    "com",
    "config",
    "jumpcloud",
    "service-accounts",
    "subschema",
    "users",
];

/// Pseudonyms by what they stand for.
#[derive(Debug, Default)]
pub struct Pseudonyms {
    /// By the value in lower case, as `uid` and `mail` are compared.
    known: BTreeMap<String, String>,
    /// How many there are of each kind.
    counts: BTreeMap<String, usize>,
}

impl Pseudonyms {
    /// Those of a target's subjects, named by their roles, so that recordings of two organizations can be compared.
    pub fn new(target: &Target) -> Self {
        let mut pseudonyms = Self::default();
        pseudonyms.know(&target.organization, "000000000000000000000000".to_owned());
        pseudonyms.know_user("binding", &target.binding_user);
        for (role, user) in &target.users {
            pseudonyms.know_user(role, user);
        }
        for (role, group) in &target.groups {
            pseudonyms.know(&group.name, format!("group-{role}"));
        }
        for group in target.groups.values() {
            for member in &group.members {
                pseudonyms.of("person", member);
            }
        }
        pseudonyms
    }

    fn know_user(&mut self, role: &str, user: &UserSubject) {
        let pseudonym = format!("user-{role}");
        self.know(&user.username, pseudonym.clone());
        if let Some(mail) = &user.mail {
            self.know(mail, format!("{pseudonym}@example.test"));
        }
        // A server that repeats a password in its text must not get it into a recording.
        let password = user.password.as_ref().map(PasswordSource::fetch);
        if let Some(Ok(password)) = password {
            self.know(
                &String::from_utf8_lossy(password.octets()),
                "password".to_owned(),
            );
        }
    }

    /// The first pseudonym of a value stays.
    fn know(&mut self, value: &str, pseudonym: String) {
        if !value.is_empty() {
            self.known.entry(value.to_lowercase()).or_insert(pseudonym);
        }
    }

    fn of(&mut self, kind: &str, value: &str) -> String {
        if let Some(known) = self.known.get(&value.to_lowercase()) {
            return known.clone();
        }
        let count = self.counts.entry(kind.to_owned()).or_default();
        *count += 1;
        let pseudonym = match kind {
            // As many digits as an organization's id has.
            "organization" => format!("{count:024}"),
            "mail" => format!("mail-{count}@example.test"),
            _ => format!("{kind}-{count}"),
        };
        self.know(value, pseudonym.clone());
        pseudonym
    }

    /// Takes in whom an answer is about, before any answer is rewritten: an entry that comes late explains a text that
    /// came early.
    pub fn learn(&mut self, answer: &StepAnswer) {
        for entry in &answer.entries {
            self.dn(&entry.dn);
            let first = name::split(&entry.dn, ',').into_iter().next();
            let owner = first.and_then(|rdn| self.owner(rdn));
            for (description, values) in &entry.attributes {
                let kind = kind(description);
                if is_kept(&kind) {
                    continue;
                }
                for value in values.iter().filter(|value| !is_name(value)) {
                    match &owner {
                        Some(owner) if kind == "mail" => {
                            self.know(value, format!("{owner}@example.test"));
                        }
                        Some(owner) => self.know(value, format!("{owner}.{kind}")),
                        None => {
                            self.of(&kind, value);
                        }
                    }
                }
            }
        }
    }

    /// The pseudonym of the person that a relative name names.
    fn owner(&mut self, rdn: &str) -> Option<String> {
        let (kind, value) = rdn.split_once('=')?;
        let is_person = kind.trim().eq_ignore_ascii_case("uid");
        is_person.then(|| self.of("person", &name::value_text(value)))
    }

    /// An answer under pseudonyms.
    pub fn answer(&mut self, answer: &StepAnswer) -> StepAnswer {
        let entries = answer.entries.iter().map(|entry| AnsweredEntry {
            dn: self.dn(&entry.dn),
            attributes: entry
                .attributes
                .iter()
                .map(|(description, values)| {
                    let kind = kind(description);
                    let values = values.iter().map(|value| self.value(&kind, value));
                    (description.clone(), values.collect())
                })
                .collect(),
        });
        let entries = entries.collect();
        StepAnswer {
            result: answer.result.as_ref().map(|result| self.result(result)),
            notice: answer.notice.as_ref().map(|notice| self.result(notice)),
            ending: answer.ending.as_ref().map(|ending| self.text(ending)),
            entries,
            entry_count: answer.entry_count,
            references: answer.references,
            controls: answer.controls.clone(),
        }
    }

    fn result(&mut self, result: &AnsweredResult) -> AnsweredResult {
        AnsweredResult {
            code: result.code,
            matched_dn: self.dn(&result.matched_dn),
            diagnostic_message: self.text(&result.diagnostic_message),
        }
    }

    fn value(&mut self, kind: &str, value: &str) -> String {
        if is_name(value) {
            self.dn(value)
        } else if is_kept(kind) {
            value.to_owned()
        } else {
            self.of(kind, value)
        }
    }

    /// A name, its values replaced. What is none is a text.
    fn dn(&mut self, dn: &str) -> String {
        if dn.is_empty() {
            return String::new();
        }
        let mut rdns = Vec::new();
        for rdn in name::split(dn, ',') {
            let mut pairs = Vec::new();
            for pair in name::split(rdn, '+') {
                let Some((kind, value)) = pair.split_once('=') else {
                    return self.text(dn);
                };
                let (kind, value) = (kind.trim(), name::value_text(value));
                pairs.push(format!("{kind}={}", self.naming_value(kind, &value)));
            }
            rdns.push(pairs.join("+"));
        }
        rdns.join(",")
    }

    fn naming_value(&mut self, kind: &str, value: &str) -> String {
        let kind = kind.to_ascii_lowercase();
        if KEPT_NAMES.contains(&value.to_lowercase().as_str()) {
            return value.to_owned();
        }
        match kind.as_str() {
            "uid" => self.of("person", value),
            "cn" => self.of("other-group", value),
            "o" => self.of("organization", value),
            "mail" => self.of("mail", value),
            _ => self.of("name", value),
        }
    }

    /// A text that a server wrote freely.
    fn text(&mut self, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let lower = text.to_lowercase();
        // What has blanks is no word, and has to go before words do; the longest first, for one may hold another.
        let mut phrases: Vec<(&String, &String)> = self
            .known
            .iter()
            .filter(|(value, _)| lower.contains(value.as_str()) && is_phrase(value))
            .collect();
        phrases.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        let mut text = text.to_owned();
        for (value, pseudonym) in phrases {
            text = replaced(&text, value, pseudonym);
        }
        let named = NAMED.replace_all(&text, |found: &Captures<'_>| {
            let part = |index| found.get(index).map_or("", |part| part.as_str());
            format!("{}={}", part(1), self.naming_value(part(1), part(2)))
        });
        let named = named.into_owned();
        WORDS
            .replace_all(&named, |found: &Captures<'_>| {
                let word = found.get(0).map_or("", |word| word.as_str());
                self.word(word)
            })
            .into_owned()
    }

    fn word(&mut self, word: &str) -> String {
        if let Some(known) = self.known.get(&word.to_lowercase()) {
            return known.clone();
        }
        // The pseudonyms themselves end so.
        if word.contains('@') && !word.ends_with("@example.test") {
            return self.of("mail", word);
        }
        let is_pseudonym = word.bytes().all(|octet| octet.is_ascii_digit());
        if ID.is_match(word) && !is_pseudonym {
            return self.of("id", word);
        }
        word.to_owned()
    }
}

fn kind(description: &str) -> String {
    let kind = description.split(';').next().unwrap_or_default();
    kind.to_ascii_lowercase()
}

fn is_kept(kind: &str) -> bool {
    KEPT_ATTRIBUTES.contains(&kind)
}

/// Whether a value is the name of an entry.
fn is_name(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    value.ends_with("dc=jumpcloud,dc=com") || value == "cn=subschema"
}

/// Whether a value is more than a word, and more than punctuation.
fn is_phrase(value: &str) -> bool {
    value.contains(char::is_alphanumeric) && !WORD.is_match(value)
}

/// Every occurrence of `value`, which is in lower case, in whatever case.
fn replaced(text: &str, value: &str, pseudonym: &str) -> String {
    match Regex::new(&format!("(?i){}", regex::escape(value))) {
        Ok(pattern) => pattern
            .replace_all(text, regex::NoExpand(pseudonym))
            .into_owned(),
        Err(_) => text.to_owned(),
    }
}

/// One word and nothing else.
static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\w.@-]+$"));
/// The words of a text; an address and an id are one word each.
static WORDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\w.@-]+"));
/// A part of a name in a text.
static NAMED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?i)\b(uid|cn|o|mail|sn|givenName)=([^,+"'`()=\s]+)"#));
/// A UUID, or an id of JumpCloud.
static ID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^([0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$")
});

#[expect(
    clippy::expect_used,
    reason = "every test of this module builds all of them"
)]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file is well formed")
}

#[cfg(test)]
mod tests;
