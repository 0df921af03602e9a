//! What a person sees when the server is ready.

use std::fmt::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::Addresses;
use crate::ready::url;

/// What the banner tells.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Banner {
    /// Where it listens.
    pub(crate) addresses: Addresses,
    /// Where its control plane listens.
    pub(crate) control: Option<SocketAddr>,
    /// The certificate to trust; none with a certificate of the user's own.
    pub(crate) ca: Option<PathBuf>,
    /// One for each fixture.
    pub(crate) organizations: Vec<BannerOrganization>,
}

/// What the banner tells of one organization.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct BannerOrganization {
    pub(crate) name: String,
    /// Where it comes from, in words: a file's name, or that it is the embedded one.
    pub(crate) source: String,
    pub(crate) base_dn: String,
    pub(crate) binding_users: Vec<BindingUser>,
    pub(crate) users: usize,
    pub(crate) groups: usize,
}

/// A user that may search.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct BindingUser {
    pub(crate) dn: String,
    /// Known to everyone, as the embedded organization's are; none for a secret of the user's, which is not printed.
    pub(crate) public_password: Option<String>,
}

impl Banner {
    /// The text for a terminal that shows bold type, or for any other reader.
    pub(crate) fn render(&self, bold: bool) -> String {
        let mut text = String::new();
        // Writing to a string can't fail.
        let _ = self.write(&mut text, &Emphasis::new(bold));
        text
    }

    fn write(&self, text: &mut String, emphasis: &Emphasis) -> fmt::Result {
        let Emphasis { on, off } = emphasis;
        writeln!(
            text,
            "{on}jcldap {} is ready{off}, a stand-in for JumpCloud's LDAP, for tests\n",
            env!("CARGO_PKG_VERSION")
        )?;
        for (label, scheme, address, remark) in [
            ("LDAPS", "ldaps", self.addresses.ldaps, ""),
            (
                "LDAP",
                "ldap",
                self.addresses.ldap,
                "  (clear text or StartTLS)",
            ),
            (
                "LDAPS, MFA",
                "ldaps",
                self.addresses.ldaps_mfa,
                "  (password and code, or push)",
            ),
            ("Control", "http", self.control, "  (HTTP, for tests)"),
        ] {
            if let Some(address) = address {
                writeln!(
                    text,
                    "  {label:12}  {on}{}{off}{}{remark}",
                    url(scheme, address),
                    beyond_loopback(address)
                )?;
            }
        }
        match &self.ca {
            Some(ca) => writeln!(text, "  CA to trust   {}", ca.display())?,
            None => writeln!(
                text,
                "  CA to trust   the one that issued your own certificate"
            )?,
        }
        for organization in &self.organizations {
            organization.write(text, emphasis)?;
        }
        self.write_example(text)?;
        writeln!(text, "\nCtrl-C stops it.")
    }

    /// An `ldapsearch` command to paste, if there is somebody to bind as.
    fn write_example(&self, text: &mut String) -> fmt::Result {
        let Some(ldaps) = self.addresses.ldaps else {
            return Ok(());
        };
        let bindable =
            |organization: &'_ BannerOrganization| organization.binding_users.first().cloned();
        let Some((organization, user)) = self
            .organizations
            .iter()
            .find_map(|organization| Some((organization, bindable(organization)?)))
        else {
            return Ok(());
        };
        writeln!(text, "\nTry it:\n")?;
        if let Some(ca) = &self.ca {
            writeln!(
                text,
                "  LDAPTLS_CACERT={} \\",
                shell_word(&ca.to_string_lossy())
            )?;
        }
        writeln!(text, "  ldapsearch -x -LLL -H {} \\", url("ldaps", ldaps))?;
        match &user.public_password {
            Some(password) => writeln!(
                text,
                "    -D {} -w {} \\",
                shell_word(&user.dn),
                shell_word(password)
            )?,
            None => writeln!(text, "    -D {} -W \\", shell_word(&user.dn))?,
        }
        writeln!(
            text,
            "    -b {} '(objectClass=inetOrgPerson)' cn mail memberOf",
            shell_word(&organization.base_dn)
        )?;
        match &user.public_password {
            Some(_) => writeln!(
                text,
                "\nEvery user's password stands in what `jcldap init` prints."
            ),
            None => writeln!(
                text,
                "\nEvery user's password stands in {}.",
                organization.source
            ),
        }
    }
}

impl BannerOrganization {
    fn write(&self, text: &mut String, Emphasis { on, off }: &Emphasis) -> fmt::Result {
        writeln!(
            text,
            "\n  Organization  {on}{}{off}, from {}",
            self.name, self.source
        )?;
        writeln!(text, "  Base DN       {}", self.base_dn)?;
        for user in &self.binding_users {
            writeln!(text, "  Binding DN    {}", user.dn)?;
        }
        if self.binding_users.is_empty() {
            writeln!(
                text,
                "  Binding DN    none: nobody may search (`ldap_binding_user: true` on a user lets one)"
            )?;
        }
        writeln!(
            text,
            "  Holds         {}, {}",
            counted(self.users, "user"),
            counted(self.groups, "group")
        )
    }
}

/// Turns bold type on and off, or does nothing.
struct Emphasis {
    on: &'static str,
    off: &'static str,
}

impl Emphasis {
    fn new(bold: bool) -> Self {
        if bold {
            Self {
                on: "\x1b[1m",
                off: "\x1b[0m",
            }
        } else {
            Self { on: "", off: "" }
        }
    }
}

fn beyond_loopback(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("  (port {} of all interfaces)", address.port())
    } else {
        String::new()
    }
}

pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// A word that a POSIX shell takes as it is, quoted when it needs to be.
fn shell_word(text: &str) -> String {
    let plain =
        |character: char| character.is_ascii_alphanumeric() || "-_./:=,@%+".contains(character);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn banner() -> Banner {
        Banner {
            addresses: Addresses {
                ldaps: Some("127.0.0.1:1636".parse().unwrap()),
                ldap: Some("127.0.0.1:1389".parse().unwrap()),
                ldaps_mfa: None,
            },
            control: Some("127.0.0.1:8389".parse().unwrap()),
            ca: Some(PathBuf::from("/home/hermes/.local/state/jcldap/ca.pem")),
            organizations: vec![BannerOrganization {
                name: "Planet Express".to_owned(),
                source: "the embedded fixture".to_owned(),
                base_dn: "ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com".to_owned(),
                binding_users: vec![BindingUser {
                    dn: "uid=leela,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com"
                        .to_owned(),
                    public_password: Some("nibbler".to_owned()),
                }],
                users: 12,
                groups: 1,
            }],
        }
    }

    #[test]
    fn tells_where_it_is_and_how_to_try_it() {
        let expected = format!(
            "\
jcldap {} is ready, a stand-in for JumpCloud's LDAP, for tests

  LDAPS         ldaps://127.0.0.1:1636
  LDAP          ldap://127.0.0.1:1389  (clear text or StartTLS)
  Control       http://127.0.0.1:8389  (HTTP, for tests)
  CA to trust   /home/hermes/.local/state/jcldap/ca.pem

  Organization  Planet Express, from the embedded fixture
  Base DN       ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com
  Binding DN    uid=leela,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com
  Holds         12 users, 1 group

Try it:

  LDAPTLS_CACERT=/home/hermes/.local/state/jcldap/ca.pem \\
  ldapsearch -x -LLL -H ldaps://127.0.0.1:1636 \\
    -D uid=leela,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com -w nibbler \\
    -b ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com '(objectClass=inetOrgPerson)' cn mail memberOf

Every user's password stands in what `jcldap init` prints.

Ctrl-C stops it.
",
            env!("CARGO_PKG_VERSION")
        );
        assert_eq!(banner().render(false), expected);
    }

    #[test]
    fn a_password_of_the_users_own_is_asked_for_and_not_printed() {
        let mut banner = banner();
        banner.organizations[0].source = "`acme.yaml`".to_owned();
        banner.organizations[0].binding_users[0].public_password = None;
        let text = banner.render(false);
        assert!(text.contains(" -W \\\n"), "{text}");
        assert!(
            text.contains("Every user's password stands in `acme.yaml`."),
            "{text}"
        );
        assert!(!text.contains("nibbler"), "{text}");
    }

    #[test]
    fn without_a_binding_user_it_says_so_and_shows_no_example() {
        let mut banner = banner();
        banner.organizations[0].binding_users.clear();
        let text = banner.render(false);
        assert!(
            text.contains("Binding DN    none: nobody may search"),
            "{text}"
        );
        assert!(!text.contains("ldapsearch"), "{text}");
    }

    #[test]
    fn the_example_takes_the_first_organization_that_has_somebody_to_bind_as() {
        let mut banner = banner();
        let mut empty = banner.organizations[0].clone();
        empty.binding_users.clear();
        empty.base_dn = "o=empty".to_owned();
        banner.organizations.insert(0, empty);
        assert!(banner.render(false).contains("-b ou=Users,o=5f1b"));
    }

    #[test]
    fn with_a_certificate_of_the_users_own_it_names_no_ca() {
        let text = Banner {
            ca: None,
            ..banner()
        }
        .render(false);
        assert!(
            text.contains("CA to trust   the one that issued your own certificate"),
            "{text}"
        );
        assert!(!text.contains("LDAPTLS_CACERT"), "{text}");
    }

    #[test]
    fn all_interfaces_are_reached_by_the_loopback_address() {
        assert_eq!(
            url("ldaps", "0.0.0.0:636".parse().unwrap()),
            "ldaps://127.0.0.1:636"
        );
        assert_eq!(
            url("ldaps", "[::]:636".parse().unwrap()),
            "ldaps://[::1]:636"
        );
        assert_eq!(
            url("ldaps", "192.0.2.7:636".parse().unwrap()),
            "ldaps://192.0.2.7:636"
        );
        let text = Banner {
            addresses: Addresses {
                ldaps: Some("0.0.0.0:636".parse().unwrap()),
                ..Addresses::default()
            },
            ..banner()
        }
        .render(false);
        assert!(
            text.contains("ldaps://127.0.0.1:636  (port 636 of all interfaces)"),
            "{text}"
        );
    }

    #[test]
    fn words_for_a_shell_are_quoted_when_they_need_it() {
        for (word, expected) in [
            ("a", "a"),
            ("", "''"),
            ("two words", "'two words'"),
            ("it's", r"'it'\''s'"),
            ("$HOME", "'$HOME'"),
        ] {
            assert_eq!(shell_word(word), expected);
        }
    }

    #[test]
    fn bold_type_is_all_that_a_terminal_adds() {
        let bold = banner().render(true);
        assert_ne!(bold, banner().render(false));
        assert_eq!(
            bold.replace("\x1b[1m", "").replace("\x1b[0m", ""),
            banner().render(false)
        );
    }
}
