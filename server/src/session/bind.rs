//! Bind (RFC 4511 section 4.2, RFC 4513 section 5.1).
//!
//! The checks come in OpenLDAP's order (`openldap.md 1`), and every answer but success leaves the session anonymous.

use jcldap_directory::Dn;
use jcldap_fixtures::behavior::{AnonymousBind, UnauthenticatedBind};

use super::password_policy::PasswordPolicy;
use super::{Outcome, Pending, Progress, Reason, Session, Work, controls, finish_with};
use crate::jumpcloud::{Attempt, Identity, authenticate};
use crate::wire::{
    Authentication, BindRequest, Control, MessageId, RequestKind, ResponseControl, Secret,
};

/// A bind that waits for its password to be checked.
pub(super) struct Binding {
    id: MessageId,
    attempt: Attempt,
    /// What the answer says of the password policy, if the client wants to know.
    password_policy: Option<PasswordPolicy>,
}

impl Binding {
    pub(super) const fn id(&self) -> MessageId {
        self.id
    }
}

/// What a BindRequest comes to before any password is looked at.
enum Checked {
    Anonymous,
    Password { name: Dn, given: Secret },
}

impl Session {
    pub(super) fn bind(
        &mut self,
        id: MessageId,
        request: BindRequest,
        controls: &[Control],
        out: &mut Vec<u8>,
    ) -> Progress {
        // RFC 4511 section 4.2.1: from here on the session is anonymous, until a bind succeeds.
        self.identity = Identity::Anonymous;
        let directory = self.source.current();
        let checked = controls::read(RequestKind::Bind, controls, directory.behavior())
            .and_then(|controls| Ok((controls, check(request, &directory)?)));
        let (controls, name, given) = match checked {
            Err(reason) => {
                return Progress::Done(self.answer_bind(id, reason, Vec::new(), out));
            }
            Ok((_, Checked::Anonymous)) => {
                return Progress::Done(self.answer_bind(id, Reason::Success, Vec::new(), out));
            }
            Ok((controls, Checked::Password { name, given })) => (controls, name, given),
        };
        let attempt = authenticate(&directory, &name);
        let work = attempt.password.is_slow().then(|| attempt.password.clone());
        let binding = Binding {
            id,
            attempt,
            password_policy: controls
                .password_policy
                .then(|| PasswordPolicy::of(&name, &directory))
                .flatten(),
        };
        if let Some(stored) = work {
            return Progress::Work(Work::Verify { given, stored }, Pending::Bind(binding));
        }
        let password_is_right = binding.attempt.password.matches(given.expose());
        Progress::Done(self.conclude_bind(binding, password_is_right, out))
    }

    /// Ends a bind whose password was checked.
    pub(super) fn conclude_bind(
        &mut self,
        binding: Binding,
        password_is_right: bool,
        out: &mut Vec<u8>,
    ) -> Outcome {
        if let Some(user) = binding.attempt.deciding_user() {
            self.source.password_checked(user, password_is_right);
        }
        let concluded = binding.attempt.conclude(password_is_right);
        let refusal = concluded.as_ref().err().copied();
        let controls = binding
            .password_policy
            .map(|policy| policy.control(refusal, password_is_right));
        let reason = match concluded {
            Ok(identity) => {
                self.identity = identity;
                Reason::Success
            }
            Err(refusal) => Reason::BindRefused(refusal),
        };
        self.answer_bind(binding.id, reason, controls.into_iter().collect(), out)
    }

    fn answer_bind(
        &self,
        id: MessageId,
        reason: Reason,
        controls: Vec<ResponseControl>,
        out: &mut Vec<u8>,
    ) -> Outcome {
        finish_with(id, RequestKind::Bind, reason, controls, &self.identity, out)
    }
}

fn check(request: BindRequest, directory: &crate::jumpcloud::Directory) -> Result<Checked, Reason> {
    let BindRequest {
        version,
        name,
        authentication,
    } = request;
    let name = Dn::parse(&name, directory.schema()).map_err(|_| Reason::InvalidDn)?;
    match version {
        3 => {}
        2 => return Err(Reason::HistoricalVersion),
        _ => return Err(Reason::UnsupportedVersion),
    }
    let password = match authentication {
        Authentication::Simple(password) => password,
        Authentication::Sasl { mechanism, .. } if mechanism.is_empty() => {
            return Err(Reason::NoSaslMechanism);
        }
        Authentication::Sasl { .. } => return Err(Reason::SaslNotSupported),
        Authentication::Unknown => return Err(Reason::UnknownAuthenticationMethod),
    };
    let behavior = directory.behavior();
    match (name.is_root(), password.expose().is_empty()) {
        (true, true) => match behavior.anonymous_bind {
            AnonymousBind::Accept => Ok(Checked::Anonymous),
            AnonymousBind::Reject => Err(Reason::AnonymousBindDisallowed),
        },
        (true, false) => Err(Reason::PasswordWithoutName),
        (false, true) => Err(Reason::UnauthenticatedBind {
            disclosed: behavior.unauthenticated_bind == UnauthenticatedBind::Reject,
        }),
        (false, false) => Ok(Checked::Password {
            name,
            given: password,
        }),
    }
}
