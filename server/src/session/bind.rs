//! Bind (RFC 4511 section 4.2, RFC 4513 section 5.1).
//!
//! The checks come in OpenLDAP's order (`openldap.md 1`), and every answer but success leaves the session anonymous.

use jcldap_directory::Dn;
use jcldap_fixtures::behavior::{AnonymousBind, Behavior, UnauthenticatedBind};

use super::binding::Binding;
use super::password_policy::PasswordPolicy;
use super::{Entrance, Progress, Reason, Session, controls, finish};
use crate::jumpcloud::{Directory, Identity, SecondFactorDemand, authenticate};
use crate::wire::{Authentication, BindRequest, Control, MessageId, RequestKind, Secret};

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
                return Progress::Done(finish(id, RequestKind::Bind, reason, &self.identity, out));
            }
            Ok((_, Checked::Anonymous)) => {
                let reason = Reason::Success;
                return Progress::Done(finish(id, RequestKind::Bind, reason, &self.identity, out));
            }
            Ok((controls, Checked::Password { name, given })) => (controls, name, given),
        };
        let password_policy = controls
            .password_policy
            .then(|| PasswordPolicy::of(&name, &directory))
            .flatten();
        let demand = self.second_factor_demand(directory.behavior_at(&name));
        let attempt = authenticate(&directory, &name);
        self.check_passwords(
            Binding::new(id, attempt, demand, password_policy, given),
            out,
        )
    }

    /// What is asked for beyond the password, at this entrance and by an organization's switches.
    fn second_factor_demand(&self, behavior: &Behavior) -> SecondFactorDemand {
        match self.entrance {
            Entrance::LdapsMfa => SecondFactorDemand::Always,
            Entrance::Ldap | Entrance::Ldaps => {
                SecondFactorDemand::on_plain_host(behavior.comma_in_password)
            }
        }
    }
}

fn check(request: BindRequest, directory: &Directory) -> Result<Checked, Reason> {
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
