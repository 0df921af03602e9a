//! JumpCloud's own schema, on top of the standard one.
//!
//! The texts below are what cn=Subschema publishes and what the directory itself goes by. JumpCloud's real object
//! identifiers are unknown (U12): those under [`LOCAL_ARC`] are ours, and say so with `X-ORIGIN 'jcldap'`.

use std::sync::Arc;

use jcldap_directory::{AttributeType, Schema, SchemaBuilder, SchemaError};
use jcldap_fixtures::behavior::{Behavior, MemberOf, PwdLock, PwdLockShown};

use super::DirectoryError;
use super::lock_attribute::known_lock_attribute;

/// An arc of our own, made from a UUID (ITU-T X.667), under which the unknown identifiers stand.
const LOCAL_ARC: &str = "2.25.91173384207316520318641284210984374041";

/// The schema of an organization. It depends on the switches that name `pwdLock` or make an attribute operational.
pub(super) fn schema(behavior: &Behavior) -> Result<Arc<Schema>, DirectoryError> {
    let pwd_lock = &behavior.pwd_lock;
    let name = pwd_lock.attribute.as_str();
    let types = with_samba_types(with_user_types(Schema::standard(), behavior));
    let with_new_lock = types
        .clone()
        .attribute_type(&lock_type(pwd_lock))
        .object_class(&user_class(name, behavior));
    let schema = match with_new_lock.build() {
        // The name is that of an attribute that there is already.
        Err(SchemaError::Duplicate(_)) => {
            let known = types.clone().build()?;
            let name = known_lock_attribute(pwd_lock, &known)?.map_or(name, AttributeType::name);
            types.object_class(&user_class(name, behavior)).build()?
        }
        built => built?,
    };
    Ok(Arc::new(schema))
}

/// J2.09, `openldap.md 32`: an operational attribute is not the class's to allow (RFC 4512 section 2.4.2).
fn user_class(pwd_lock: &str, behavior: &Behavior) -> String {
    let allowed = [
        Some("company"),
        (behavior.member_of == MemberOf::Always).then_some("memberOf"),
        Some("sshKey"),
        Some("jcLdapAdmin"),
        Some("jcSambaAdmin"),
        (behavior.pwd_lock.shown == PwdLockShown::Always).then_some(pwd_lock),
    ];
    let allowed: Vec<&str> = allowed.into_iter().flatten().collect();
    format!(
        "( {LOCAL_ARC}.5 NAME 'jumpcloudUser' DESC 'JumpCloud user' SUP top AUXILIARY MAY ( {} ) \
         X-ORIGIN 'jcldap' )",
        allowed.join(" $ ")
    )
}

/// The attributes of users that no standard has, but for the one that a switch names.
fn with_user_types(standard: SchemaBuilder, behavior: &Behavior) -> SchemaBuilder {
    standard
        // J3.01: a user attribute here, unlike in stock OpenLDAP. The identifier is Microsoft's, which clients know.
        .attribute_type(&format!(
            "( 1.2.840.113556.1.2.102 NAME 'memberOf' DESC 'Groups this user is a member of' \
             EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12{} )",
            operational(behavior.member_of == MemberOf::OnRequest)
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
}

/// J2.11: the class is known by name, and so are its attributes; their syntax is not.
fn with_samba_types(builder: SchemaBuilder) -> SchemaBuilder {
    [
        ("6", "encNTPassword", "Encrypted NT hash of the password"),
        ("7", "ntPasswordSHA", "Digest of the NT hash of the password"),
        ("8", "keynHash", "Digest of the key that encrypts the NT hash"),
    ]
    .into_iter()
    .fold(builder, |builder, (arc, name, description)| {
        builder.attribute_type(&format!(
            "( {LOCAL_ARC}.{arc} NAME '{name}' DESC '{description}' EQUALITY octetStringMatch \
             SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 X-ORIGIN 'jcldap' )"
        ))
    })
    .object_class(&format!(
        "( {LOCAL_ARC}.9 NAME 'ntPasswordEncryption' DESC 'NT password, encrypted' SUP top AUXILIARY \
         MAY ( encNTPassword $ ntPasswordSHA $ keynHash ) X-ORIGIN 'jcldap' )"
    ))
}

/// J4.12, U01: a Directory String, so that `true` and `TRUE` match (`openldap.md 32`).
fn lock_type(pwd_lock: &PwdLock) -> String {
    let name = pwd_lock.attribute.as_str();
    format!(
        "( {LOCAL_ARC}.4 NAME '{name}' DESC 'Whether the account is disabled' EQUALITY caseIgnoreMatch \
         SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE{} X-ORIGIN 'jcldap' )",
        operational(pwd_lock.shown == PwdLockShown::OnRequest)
    )
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
