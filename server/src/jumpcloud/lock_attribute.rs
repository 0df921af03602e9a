//! The attribute that marks a disabled account, whose name is a switch (J4.12, U01).
//!
//! The name may be a new one, which the schema then gets, or that of a known attribute, if a value such as the switch
//! asks for is possible there: `pwdAccountLockedTime` with `000001010000Z`, say.

use jcldap_directory::{AttributeType, InvalidValue, Schema};
use jcldap_fixtures::behavior::{PwdLock, PwdLockOnActiveUsers, PwdLockShown};

use super::project::is_projected;
use super::secrets::is_secret;

/// The attribute that the switch `pwdLock.attribute` names cannot mark a disabled account.
#[derive(Debug, thiserror::Error)]
#[error("the switch `pwdLock.attribute` cannot be `{attribute}`: {problem}")]
pub struct UnusableLockAttribute {
    attribute: String,
    problem: LockAttributeProblem,
}

/// What stands against a known attribute.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(super) enum LockAttributeProblem {
    /// It has a meaning in these entries already.
    #[error(
        "entries use this attribute for something else; expected one that they lack, or a new name"
    )]
    Taken,
    /// It is operational, and the switch `pwdLock.shown` makes it a user attribute.
    #[error("this attribute is operational, which wants `pwdLock.shown=onRequest`")]
    Operational,
    /// It is a user attribute, and the switch `pwdLock.shown` makes it operational.
    #[error("this is a user attribute, which wants `pwdLock.shown=always`")]
    UserAttribute,
    /// Its syntax is not for the value that marks an account.
    #[error("this attribute cannot have the value `{value}`: {source}")]
    Value {
        /// The value of the switch `pwdLock.value`, or `false` for active users.
        value: String,
        /// Why.
        source: InvalidValue,
    },
}

/// What the switch makes of a name: an attribute that the schema has, or `None` for one that it is to get.
pub(super) fn known_lock_attribute<'s>(
    pwd_lock: &PwdLock,
    schema: &'s Schema,
) -> Result<Option<&'s AttributeType>, UnusableLockAttribute> {
    let name = pwd_lock.attribute.as_str();
    let Some(known) = schema.attribute_type(name.as_bytes()) else {
        return Ok(None);
    };
    match check(pwd_lock, known, schema) {
        Ok(()) => Ok(Some(known)),
        Err(problem) => Err(UnusableLockAttribute {
            attribute: name.to_owned(),
            problem,
        }),
    }
}

fn check(
    pwd_lock: &PwdLock,
    known: &AttributeType,
    schema: &Schema,
) -> Result<(), LockAttributeProblem> {
    if is_projected(known) || is_secret(known) {
        return Err(LockAttributeProblem::Taken);
    }
    match (known.is_operational(), pwd_lock.shown) {
        (true, PwdLockShown::Always) => return Err(LockAttributeProblem::Operational),
        (false, PwdLockShown::OnRequest) => return Err(LockAttributeProblem::UserAttribute),
        (true, PwdLockShown::OnRequest) | (false, PwdLockShown::Always) => {}
    }
    let on_active_users = match pwd_lock.on_active_users {
        PwdLockOnActiveUsers::Absent => None,
        PwdLockOnActiveUsers::False => Some(FALSE),
    };
    for value in [pwd_lock.value.as_str()].into_iter().chain(on_active_users) {
        let octets = value.as_bytes();
        let refused = known.syntax.validate(octets).and_then(|()| {
            known
                .equality
                .map_or(Ok(()), |rule| rule.normalize(octets, schema).map(drop))
        });
        refused.map_err(|source| LockAttributeProblem::Value {
            value: value.to_owned(),
            source,
        })?;
    }
    Ok(())
}

/// The value for an account that is not disabled, where the switch `pwdLock.onActiveUsers` asks for one.
pub(super) const FALSE: &str = "false";

#[cfg(test)]
mod tests {
    use jcldap_fixtures::behavior::Overrides;

    use super::*;

    fn judged(assignments: &[&str]) -> Result<Option<String>, LockAttributeProblem> {
        let overrides = Overrides::from_assignments(assignments.iter().copied()).unwrap();
        let schema = Schema::standard().build().unwrap();
        known_lock_attribute(&overrides.resolve().pwd_lock, &schema)
            .map(|known| known.map(|known| known.name().to_owned()))
            .map_err(|unusable| unusable.problem)
    }

    #[test]
    fn a_new_name_is_for_the_schema_to_get() {
        assert_eq!(judged(&[]), Ok(None));
        assert_eq!(judged(&["pwdLock.attribute=nsAccountLock"]), Ok(None));
    }

    #[test]
    fn a_known_attribute_serves_if_it_can_have_the_value() {
        let ppolicy = [
            "pwdLock.attribute=PWDaccountLockedTime",
            "pwdLock.value=000001010000Z",
            "pwdLock.shown=onRequest",
        ];
        assert_eq!(
            judged(&ppolicy),
            Ok(Some("pwdAccountLockedTime".to_owned()))
        );
        assert_eq!(
            judged(&["pwdLock.attribute=carLicense"]),
            Ok(Some("carLicense".to_owned()))
        );
    }

    #[test]
    fn what_stands_against_a_known_attribute_is_told() {
        for name in [
            "uid",
            "userid",
            "ENTRYDN",
            "userPassword",
            "sambaNTPassword",
        ] {
            let setting = format!("pwdLock.attribute={name}");
            assert_eq!(
                judged(&[&setting]),
                Err(LockAttributeProblem::Taken),
                "{name}"
            );
        }
        let ppolicy = "pwdLock.attribute=pwdAccountLockedTime";
        assert_eq!(judged(&[ppolicy]), Err(LockAttributeProblem::Operational));
        assert_eq!(
            judged(&["pwdLock.attribute=carLicense", "pwdLock.shown=onRequest"]),
            Err(LockAttributeProblem::UserAttribute)
        );
        for settings in [
            [
                ppolicy,
                "pwdLock.shown=onRequest",
                "pwdLock.onActiveUsers=absent",
            ],
            [
                "pwdLock.attribute=shadowMax",
                "pwdLock.value=1",
                "pwdLock.onActiveUsers=false",
            ],
        ] {
            assert!(
                matches!(judged(&settings), Err(LockAttributeProblem::Value { .. })),
                "{settings:?}"
            );
        }
    }
}
