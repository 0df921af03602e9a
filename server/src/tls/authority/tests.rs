//! Every way in which an authority that was kept can be wrong, and what its certificates say.

use std::fs;
use std::sync::Barrier;
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, IsCa};
use time::Duration;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;

use super::*;
use crate::tls::pem::certificates;
use crate::whole_file::{self, Readers};

struct Directory {
    _parent: tempfile::TempDir,
    state: StateDirectory,
}

impl Directory {
    fn new() -> Self {
        let parent = tempfile::tempdir().unwrap();
        let (state, notices) = StateDirectory::resolve(Some(parent.path())).unwrap();
        assert_eq!(notices, []);
        Self {
            _parent: parent,
            state,
        }
    }

    /// Loads and tells what was wrong with what was there.
    fn problem(&self) -> AuthorityProblem {
        let (authority, notices) = Authority::load_or_create(&self.state).unwrap();
        assert_eq!(
            fs::read_to_string(self.state.certificate_file()).unwrap(),
            authority.pem()
        );
        match notices.as_slice() {
            [
                Notice::AuthorityReplaced {
                    certificate,
                    problem,
                },
            ] => {
                assert_eq!(certificate, &self.state.certificate_file());
                problem.clone()
            }
            other => panic!("{other:?}"),
        }
    }

    fn write_pair(&self, parameters: &CertificateParams, key: &KeyPair) {
        fs::write(
            self.state.certificate_file(),
            parameters.self_signed(key).unwrap().pem(),
        )
        .unwrap();
        let key = key.serialize_pem();
        whole_file::write(&self.state.key_file(), key.as_bytes(), Readers::Owner).unwrap();
    }
}

#[test]
fn an_authority_is_made_once_and_kept() {
    let directory = Directory::new();
    let (first, notices) = Authority::load_or_create(&directory.state).unwrap();
    assert_eq!(
        notices,
        [Notice::AuthorityCreated {
            certificate: directory.state.certificate_file()
        }]
    );
    assert_eq!(
        first.certificate_file(),
        Some(directory.state.certificate_file().as_path())
    );

    let (second, notices) = Authority::load_or_create(&directory.state).unwrap();
    assert_eq!(notices, []);
    assert_eq!(second.pem(), first.pem());
    // What the second issues is vouched for by what clients trusted at the first.
    verify(&second.issue(&[]).unwrap(), &first);
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_key() {
    use std::os::unix::fs::PermissionsExt;

    let directory = Directory::new();
    Authority::load_or_create(&directory.state).unwrap();
    let mode = fs::metadata(directory.state.key_file())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_closed_to_them() {
    use std::os::unix::fs::PermissionsExt;

    let directory = Directory::new();
    Authority::load_or_create(&directory.state).unwrap();
    let key = directory.state.key_file();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();

    let (_, notices) = Authority::load_or_create(&directory.state).unwrap();
    assert_eq!(
        notices,
        [Notice::KeyReadableByOthers {
            key: key.clone(),
            closed: true
        }]
    );
    assert!(notices[0].is_warning());
    assert_eq!(
        fs::metadata(&key).unwrap().permissions().mode() & 0o777,
        0o600
    );

    let (_, notices) = Authority::load_or_create(&directory.state).unwrap();
    assert_eq!(notices, []);
}

#[test]
fn servers_that_start_at_once_agree_on_one_authority() {
    const SERVERS: usize = 8;
    for _ in 0..5 {
        let directory = Directory::new();
        let together = Barrier::new(SERVERS);
        let authorities: Vec<String> = thread::scope(|scope| {
            let starts: Vec<_> = (0..SERVERS)
                .map(|_| {
                    scope.spawn(|| {
                        together.wait();
                        Authority::load_or_create(&directory.state)
                            .unwrap()
                            .0
                            .pem()
                            .to_owned()
                    })
                })
                .collect();
            starts
                .into_iter()
                .map(|start| start.join().unwrap())
                .collect()
        });
        let kept = fs::read_to_string(directory.state.certificate_file()).unwrap();
        assert!(authorities.iter().all(|pem| *pem == kept));
    }
}

#[test]
fn a_missing_half_is_replaced() {
    let directory = Directory::new();
    Authority::load_or_create(&directory.state).unwrap();
    fs::remove_file(directory.state.key_file()).unwrap();
    assert_eq!(
        directory.problem(),
        AuthorityProblem::Missing { file: "ca.key" }
    );
    fs::remove_file(directory.state.certificate_file()).unwrap();
    assert_eq!(
        directory.problem(),
        AuthorityProblem::Missing { file: "ca.pem" }
    );
}

#[test]
fn damaged_files_are_replaced() {
    let directory = Directory::new();
    Authority::load_or_create(&directory.state).unwrap();
    for (path, file) in [
        (directory.state.certificate_file(), "ca.pem"),
        (directory.state.key_file(), "ca.key"),
    ] {
        let whole = fs::read(&path).unwrap();
        for damaged in [&b""[..], b"\xFF\xFE", b"text", &whole[..whole.len() / 2]] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(directory.problem(), AuthorityProblem::Damaged { file });
        }
    }
}

#[test]
fn an_altered_certificate_is_replaced() {
    let directory = Directory::new();
    let (authority, _) = Authority::load_or_create(&directory.state).unwrap();
    let mut der = certificates(authority.pem().as_bytes())
        .unwrap()
        .remove(0)
        .to_vec();
    let name = der
        .windows(6)
        .position(|window| window == b"jcldap")
        .unwrap();
    der[name] = b'k';
    let altered = pem_text("CERTIFICATE", &der);
    fs::write(directory.state.certificate_file(), altered).unwrap();
    assert_eq!(
        directory.problem(),
        AuthorityProblem::Damaged { file: "ca.pem" }
    );
}

#[test]
fn the_key_of_another_authority_is_replaced() {
    let directory = Directory::new();
    Authority::load_or_create(&directory.state).unwrap();
    fs::write(
        directory.state.key_file(),
        KeyPair::generate().unwrap().serialize_pem(),
    )
    .unwrap();
    assert_eq!(directory.problem(), AuthorityProblem::KeyMismatch);
}

#[test]
fn a_certificate_outside_its_dates_is_replaced() {
    let directory = Directory::new();
    let now = OffsetDateTime::now_utc();
    let key = KeyPair::generate().unwrap();
    let mut parameters = certificate::authority_parameters(&key, now);

    (parameters.not_before, parameters.not_after) =
        (now - Duration::days(3), now - Duration::days(2));
    directory.write_pair(&parameters, &key);
    assert_eq!(
        directory.problem(),
        AuthorityProblem::Expired {
            on: parameters.not_after.date()
        }
    );

    (parameters.not_before, parameters.not_after) =
        (now + Duration::days(2), now + Duration::days(3));
    directory.write_pair(&parameters, &key);
    assert_eq!(
        directory.problem(),
        AuthorityProblem::NotYetValid {
            from: parameters.not_before.date()
        }
    );
}

#[test]
fn a_certificate_that_may_not_sign_is_replaced() {
    let directory = Directory::new();
    let key = KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::default();
    directory.write_pair(&parameters, &key);
    assert_eq!(directory.problem(), AuthorityProblem::NotAnAuthority);

    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
    directory.write_pair(&parameters, &key);
    assert_eq!(directory.problem(), AuthorityProblem::NotAnAuthority);
}

#[test]
fn an_authority_of_the_users_own_is_taken_as_it_is() {
    let directory = Directory::new();
    let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let mut parameters = CertificateParams::default();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    directory.write_pair(&parameters, &key);
    let (authority, notices) = Authority::load_or_create(&directory.state).unwrap();
    assert_eq!(notices, []);
    verify(&authority.issue(&[]).unwrap(), &authority);
}

/// `openldap.md 34`: what OpenSSL, GnuTLS, Java and Apple's clients ask of an authority and of a server certificate.
#[test]
fn certificates_are_as_strict_clients_want_them() {
    let authority = Authority::ephemeral().unwrap();
    let der = certificates(authority.pem().as_bytes()).unwrap().remove(0);
    let (_, ca) = X509Certificate::from_der(&der).unwrap();
    assert!(ca.is_ca());
    assert!(ca.basic_constraints().unwrap().unwrap().critical);
    assert!(ca.key_usage().unwrap().unwrap().value.key_cert_sign());
    assert!(
        ca.subject().to_string().contains("jcldap, for tests only"),
        "{}",
        ca.subject()
    );

    let identity = authority.issue(&[]).unwrap();
    let leaf_der = identity.certified_key().cert[0].clone();
    let (_, leaf) = X509Certificate::from_der(&leaf_der).unwrap();
    assert!(!leaf.is_ca());
    assert!(
        leaf.extended_key_usage()
            .unwrap()
            .unwrap()
            .value
            .server_auth
    );
    assert_eq!(
        leaf.public_key().algorithm.algorithm.to_id_string(),
        "1.2.840.10045.2.1",
        "id-ecPublicKey"
    );
    assert_eq!(leaf.public_key().parsed().unwrap().key_size(), 256);
    let validity = leaf.validity();
    assert!((validity.not_after - validity.not_before).unwrap() <= Duration::days(825));
    assert!(validity.is_valid());
    assert_eq!(leaf.issuer(), ca.subject());
}

#[test]
fn a_certificate_does_not_outlive_its_authority() {
    let directory = Directory::new();
    let key = KeyPair::generate().unwrap();
    let now = OffsetDateTime::now_utc();
    let mut parameters = certificate::authority_parameters(&key, now);
    parameters.not_after = now + Duration::days(5);
    directory.write_pair(&parameters, &key);
    let (authority, _) = Authority::load_or_create(&directory.state).unwrap();
    let identity = authority.issue(&[]).unwrap();
    let der = identity.certified_key().cert[0].clone();
    let (_, leaf) = X509Certificate::from_der(&der).unwrap();
    assert_eq!(
        leaf.validity().not_after.timestamp(),
        parameters.not_after.unix_timestamp()
    );
}

#[test]
fn names_asked_for_stand_beside_the_usual_ones_and_once() {
    let authority = Authority::ephemeral().unwrap();
    let asked = [
        "ldap.example.test",
        "*.example.test",
        "192.0.2.7",
        "2001:db8::7",
        "localhost",
        "127.0.0.1",
    ];
    let identity = authority.issue(&asked.map(str::to_owned)).unwrap();
    let der = identity.certified_key().cert[0].clone();
    let (_, leaf) = X509Certificate::from_der(&der).unwrap();
    let mut names: Vec<String> = leaf
        .subject_alternative_name()
        .unwrap()
        .unwrap()
        .value
        .general_names
        .iter()
        .map(text)
        .collect();
    // The machine's own name stands there too, unless it is one of the others.
    let own = gethostname::gethostname().into_string().unwrap();
    let others = names.len() - usize::from(own != "localhost");
    names.retain(|name| *name != own || own == "localhost");
    assert_eq!(names.len(), others, "{own} is in the certificate, once");
    assert_eq!(
        names,
        [
            "localhost",
            "ldap.jumpcloud.com",
            "ldap-mfa.jumpcloud.com",
            "[7f, 00, 00, 01]",
            "[00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 01]",
            "ldap.example.test",
            "*.example.test",
            "[c0, 00, 02, 07]",
            "[20, 01, 0d, b8, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 07]",
        ]
    );
}

#[test]
fn what_is_no_name_is_refused() {
    let authority = Authority::ephemeral().unwrap();
    for hostname in [
        "",
        "two words",
        "ldaps://localhost",
        "localhost:636",
        "münchen.test",
        "a.*.test",
        "*",
    ] {
        let error = authority.issue(&[hostname.to_owned()]).unwrap_err();
        assert!(
            matches!(error, TlsError::Hostname { .. }),
            "{hostname}: {error:?}"
        );
    }
}

#[test]
fn debug_shows_no_key() {
    assert!(!format!("{:?}", Authority::ephemeral().unwrap()).contains("PRIVATE"));
}

fn text(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::DNSName(name) => (*name).to_owned(),
        GeneralName::IPAddress(octets) => {
            format!("{octets:02x?}")
        }
        other => panic!("{other:?}"),
    }
}

fn verify(identity: &ServerIdentity, authority: &Authority) {
    let ca_der = certificates(authority.pem().as_bytes()).unwrap().remove(0);
    let (_, ca) = X509Certificate::from_der(&ca_der).unwrap();
    let leaf_der = identity.certified_key().cert[0].clone();
    let (_, leaf) = X509Certificate::from_der(&leaf_der).unwrap();
    leaf.verify_signature(Some(ca.public_key())).unwrap();
}

fn pem_text(label: &str, der: &[u8]) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        STANDARD.encode(der)
    )
}
