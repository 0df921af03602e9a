//! `init`: questions to a person, one a line, and a target file for a real organization from the answers.
//!
//! It asks for no password. The file names environment variables, and the person is told to set them.

use std::io::{BufRead, Write};

use super::arguments::InitArguments;
use super::{Failure, files, tell};
use crate::client::Endpoint;
use crate::exit_code::Exit;
use crate::target::{GroupDraft, TargetDraft, UserDraft, is_organization_id};

pub(super) fn init(arguments: &InitArguments) -> Result<Exit, Failure> {
    files::check_new(&arguments.output)?;
    let mut person = Person {
        input: std::io::stdin().lock(),
        output: std::io::stderr(),
    };
    let draft = interview(&mut person)?;
    let text = draft
        .text()
        .map_err(|error| Failure::error(Exit::Internal, error))?;
    files::write_new(&arguments.output, &text)?;
    let file = arguments.output.display();
    let variables: Vec<_> = draft
        .environment_variables()
        .map(|(variable, user)| format!("  {variable}   the password of `{user}`"))
        .collect();
    tell(&format!(
        "\nwrote `{file}`. Set these in the environment, never in a file of your repository:\n\n{}\n\n\
         Look at what would be sent, then send it:\n\n\
         \x20 jcldap-conformance run --target {file} --dry-run\n\
         \x20 jcldap-conformance run --target {file}",
        variables.join("\n")
    ));
    Ok(Exit::Ok)
}

fn interview<R: BufRead, W: Write>(person: &mut Person<R, W>) -> Result<TargetDraft, Failure> {
    person
        .say("Questions about the organization to judge. Enter takes what stands in brackets.\n")?;
    let url = person.ask(
        "Where does its directory listen?",
        Some("ldaps://ldap.jumpcloud.com:636"),
        |answer| {
            answer
                .parse::<Endpoint>()
                .map_err(|error| error.to_string())
        },
    )?;
    let organization = person.ask(
        "Its id: 24 hexadecimal digits, in the Admin Portal under Settings",
        None,
        |answer| {
            if is_organization_id(answer) {
                Ok(answer.to_ascii_lowercase())
            } else {
                Err(format!("`{answer}` is not 24 hexadecimal digits"))
            }
        },
    )?;
    let binding_user = user(
        person,
        "The binding user, who may search: its username",
        None,
    )?;
    person.say(
        "\nNow the users that scenarios sign in as. Take test users that nobody needs: one wrong password\n\
         is sent for each. Leave a name empty where there is none; its scenarios are skipped.\n",
    )?;
    let mut users = Vec::new();
    for (role, question) in ROLES {
        let user = user(person, question, Some(""))?;
        if !user.username.is_empty() {
            users.push((role, user));
        }
    }
    let name = person.ask(
        "A group with the user above as a member: its name",
        Some(""),
        |answer| Ok(answer.to_owned()),
    )?;
    let group = if name.is_empty() {
        None
    } else {
        let members = person.ask(
            "The usernames of all its members, in the order of the directory, between commas",
            None,
            usernames,
        )?;
        Some(GroupDraft { name, members })
    };
    let user_count = person.ask(
        "How many users are in the directory, at least?",
        Some("1"),
        |answer| {
            answer
                .parse::<u64>()
                .map_err(|_| format!("`{answer}` is no number"))
        },
    )?;
    Ok(TargetDraft {
        url: url.to_string(),
        organization,
        binding_user,
        users,
        group,
        user_count,
    })
}

/// The roles that most scenarios are about.
const ROLES: [(&str, &str); 5] = [
    ("active", "An active user in no way special: its username"),
    ("member", "An active user who is in a group: its username"),
    ("locked", "A user who is locked: its username"),
    ("suspended", "A user who is suspended: its username"),
    (
        "ordinary",
        "An active user who may not search: its username",
    ),
];

fn user<R: BufRead, W: Write>(
    person: &mut Person<R, W>,
    question: &str,
    default: Option<&str>,
) -> Result<UserDraft, Failure> {
    let username = person.ask(question, default, |answer| Ok(answer.to_owned()))?;
    if username.is_empty() {
        return Ok(UserDraft::default());
    }
    let mail = person.ask("  and its e-mail address", Some(""), |answer| {
        if answer.is_empty() || answer.contains('@') {
            Ok(answer.to_owned())
        } else {
            Err(format!("`{answer}` is no e-mail address"))
        }
    })?;
    Ok(UserDraft { username, mail })
}

fn usernames(answer: &str) -> Result<Vec<String>, String> {
    let names: Vec<String> = answer
        .split(',')
        .map(|name| name.trim().to_owned())
        .collect();
    if names.iter().any(String::is_empty) {
        return Err("a name is missing between two commas".to_owned());
    }
    Ok(names)
}

/// Whoever answers, at a terminal or through a pipe.
struct Person<R, W> {
    input: R,
    output: W,
}

impl<R: BufRead, W: Write> Person<R, W> {
    fn say(&mut self, text: &str) -> Result<(), Failure> {
        self.output
            .write_all(text.as_bytes())
            .and_then(|()| self.output.flush())
            .map_err(|error| Failure::error(Exit::Internal, error))
    }

    /// Asks until the answer is one. Without a default there must be something.
    fn ask<T>(
        &mut self,
        question: &str,
        default: Option<&str>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Failure> {
        loop {
            match default {
                Some(default) if !default.is_empty() => {
                    self.say(&format!("{question} [{default}]: "))?;
                }
                _ => self.say(&format!("{question}: "))?,
            }
            let mut line = String::new();
            let count = self
                .input
                .read_line(&mut line)
                .map_err(|error| Failure::error(Exit::Usage, error))?;
            if count == 0 {
                let message = "the answers ended before the questions; nothing was written";
                return Err(Failure::message(Exit::Usage, message.to_owned()));
            }
            let answer = line.trim();
            let answer = match (answer.is_empty(), default) {
                (true, Some(default)) => default,
                (true, None) => {
                    self.say("an answer is needed here\n")?;
                    continue;
                }
                (false, _) => answer,
            };
            match read(answer) {
                Ok(value) => return Ok(value),
                Err(problem) => self.say(&format!("{problem}\n"))?,
            }
        }
    }
}
