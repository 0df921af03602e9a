//! JumpCloud's own schema, on top of the standard one.
//!
//! The texts below are what cn=Subschema publishes and what the directory itself goes by. JumpCloud's real object
//! identifiers are unknown (U12): those under [`LOCAL_ARC`] are ours, and say so with `X-ORIGIN 'jcldap'`.

use std::sync::Arc;

use jcldap_directory::{Schema, SchemaError};
use jcldap_fixtures::behavior::{Behavior, MemberOf, PwdLockShown};

/// An arc of our own, made from a UUID (ITU-T X.667), under which the unknown identifiers stand.
const LOCAL_ARC: &str = "2.25.91173384207316520318641284210984374041";

/// The schema of an organization. It depends on the switches that rename `pwdLock` or make an attribute operational.
pub(super) fn schema(behavior: &Behavior) -> Result<Arc<Schema>, SchemaError> {
    let pwd_lock = behavior.pwd_lock.attribute.as_str();
    let member_of_is_operational = behavior.member_of == MemberOf::OnRequest;
    let pwd_lock_is_operational = behavior.pwd_lock.shown == PwdLockShown::OnRequest;

    // J2.09, `openldap.md 32`: an operational attribute is not the class's to allow (RFC 4512 section 2.4.2).
    let allowed = [
        Some("company"),
        (!member_of_is_operational).then_some("memberOf"),
        Some("sshKey"),
        Some("jcLdapAdmin"),
        Some("jcSambaAdmin"),
        (!pwd_lock_is_operational).then_some(pwd_lock),
    ];
    let allowed: Vec<&str> = allowed.into_iter().flatten().collect();

    Schema::standard()
        // J3.01: a user attribute here, unlike in stock OpenLDAP. The identifier is Microsoft's, which clients know.
        .attribute_type(&format!(
            "( 1.2.840.113556.1.2.102 NAME 'memberOf' DESC 'Groups this user is a member of' \
             EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12{} )",
            operational(member_of_is_operational)
        ))
        // J2.14. The identifier is Microsoft's.
        .attribute_type(
            "( 1.2.840.113556.1.2.146 NAME 'company' DESC 'Company' EQUALITY caseIgnoreMatch \
             SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
        )
        // J2.12; syntax and number of values are unknown (U15).
        .attribute_type(&format!(
            "( {LOCAL_ARC}.1 NAME 'sshKey' DESC 'SSH public key' EQUALITY caseExactMatch \
             SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 X-ORIGIN 'jcldap' )"
        ))
        // J2.08; what it means is unknown (U14).
        .attribute_type(&format!(
            "( {LOCAL_ARC}.2 NAME 'jcLdapAdmin' DESC 'LDAP administrator' EQUALITY booleanMatch \
             SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE X-ORIGIN 'jcldap' )"
        ))
        .attribute_type(&format!(
            "( {LOCAL_ARC}.3 NAME 'jcSambaAdmin' DESC 'Samba administrator' EQUALITY booleanMatch \
             SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE X-ORIGIN 'jcldap' )"
        ))
        // J4.12, U01: a Directory String, so that `true` and `TRUE` match (`openldap.md 32`).
        .attribute_type(&format!(
            "( {LOCAL_ARC}.4 NAME '{pwd_lock}' DESC 'Whether the account is disabled' EQUALITY caseIgnoreMatch \
             SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE{} X-ORIGIN 'jcldap' )",
            operational(pwd_lock_is_operational)
        ))
        .object_class(&format!(
            "( {LOCAL_ARC}.5 NAME 'jumpcloudUser' DESC 'JumpCloud user' SUP top AUXILIARY MAY ( {} ) \
             X-ORIGIN 'jcldap' )",
            allowed.join(" $ ")
        ))
        .build()
        .map(Arc::new)
}

fn operational(is_operational: bool) -> &'static str {
    if is_operational {
        " NO-USER-MODIFICATION USAGE dSAOperation"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use jcldap_fixtures::behavior::Overrides;

    use super::*;

    #[test]
    fn member_of_is_a_user_attribute_unless_the_switch_makes_it_operational() {
        let schema = schema(&Behavior::default()).unwrap();
        assert!(!schema.attribute_type(b"memberOf").unwrap().is_operational());
        let on_request = Overrides::default()
            .member_of(MemberOf::OnRequest)
            .resolve();
        let schema = super::schema(&on_request).unwrap();
        assert!(schema.attribute_type(b"memberOf").unwrap().is_operational());
    }
}
