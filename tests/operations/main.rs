//! OpenLDAP's commands beside `ldapsearch`, over LDAPS and over LDAP with StartTLS: Compare, "Who am I?", Cancel, writes and
//! Password Modify, judged by exit code and print, as a person would.
//!
//! A command that is not installed is ignored, but not with `CI=true`: there its tests run and fail.

use std::env;
use std::fs;
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};

use jcldap::MockJumpCloud;
use libtest_mimic::{Arguments, Failed, Trial};

const USERS: &str = "ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

/// One call of a command.
struct Case {
    name: &'static str,
    command: &'static str,
    /// As whom: name and password of a user, or nobody.
    bound: Option<(&'static str, &'static str)>,
    arguments: &'static [&'static str],
    /// What the command reads.
    input: &'static str,
    /// The exit code, which is the result code.
    exit: i32,
    /// What the command prints among other things.
    prints: &'static [&'static str],
}

const NOBODY: Case = Case {
    name: "",
    command: "",
    bound: None,
    arguments: &[],
    input: "",
    exit: 0,
    prints: &[],
};

const SERVICE: Case = Case {
    bound: Some(("ldap-service", "good-news-everyone")),
    ..NOBODY
};

const LEELA: Case = Case {
    bound: Some(("leela", "nibbler")),
    ..NOBODY
};

const CASES: &[Case] = &[
    Case {
        name: "j6_03_equal",
        command: "ldapcompare",
        arguments: &["uid=leela,USERS", "sn: LEELA"],
        exit: 6,
        prints: &["TRUE"],
        ..SERVICE
    },
    Case {
        name: "j6_03_different",
        command: "ldapcompare",
        arguments: &["uid=leela,USERS", "sn:Fry"],
        exit: 5,
        prints: &["FALSE"],
        ..SERVICE
    },
    Case {
        name: "j6_04_unknown_attribute",
        command: "ldapcompare",
        arguments: &["uid=leela,USERS", "lorem:x"],
        exit: 17,
        prints: &["Undefined attribute type (17)"],
        ..SERVICE
    },
    Case {
        name: "j6_05_absent_entry",
        command: "ldapcompare",
        arguments: &["uid=nobody,USERS", "sn:x"],
        exit: 32,
        prints: &["Matched DN: USERS"],
        ..SERVICE
    },
    Case {
        name: "openldap_md_17_password",
        command: "ldapcompare",
        arguments: &["uid=leela,USERS", "userPassword:nibbler"],
        exit: 50,
        prints: &["Insufficient access (50)"],
        ..SERVICE
    },
    Case {
        name: "openldap_md_13_ordinary_user",
        command: "ldapcompare",
        arguments: &["uid=leela,USERS", "sn:Leela"],
        exit: 32,
        ..LEELA
    },
    Case {
        name: "rfc4532_anonymous",
        command: "ldapwhoami",
        prints: &["anonymous"],
        ..NOBODY
    },
    Case {
        name: "j5_12_ordinary_user",
        command: "ldapwhoami",
        prints: &["dn:uid=leela,USERS"],
        ..LEELA
    },
    Case {
        name: "j5_04_wrong_password",
        command: "ldapwhoami",
        bound: Some(("leela", "wrong")),
        exit: 49,
        prints: &["Invalid credentials (49)"],
        ..NOBODY
    },
    Case {
        name: "rfc3909_nothing_to_cancel",
        command: "ldapexop",
        arguments: &["cancel", "77"],
        prints: &["(119)", "message ID not found"],
        exit: 1,
        ..SERVICE
    },
    Case {
        name: "j6_01_unknown_operation",
        command: "ldapexop",
        arguments: &["1.2.840.113556.1.4.1781"],
        prints: &["unsupported extended operation"],
        exit: 1,
        ..NOBODY
    },
    Case {
        name: "u20_add",
        command: "ldapmodify",
        input: "dn: uid=new,USERS\nchangetype: add\nobjectClass: inetOrgPerson\nuid: new\ncn: New\nsn: New\n",
        exit: 50,
        prints: &["no write access to parent"],
        ..SERVICE
    },
    Case {
        name: "u20_modify",
        command: "ldapmodify",
        input: "dn: uid=leela,USERS\nchangetype: modify\nreplace: sn\nsn: Fry\n",
        exit: 50,
        prints: &["Insufficient access (50)"],
        ..SERVICE
    },
    Case {
        name: "u20_modify_unknown_attribute",
        command: "ldapmodify",
        input: "dn: uid=leela,USERS\nchangetype: modify\nreplace: FooBar\nFooBar: x\n",
        exit: 17,
        prints: &["FooBar: attribute type undefined"],
        ..SERVICE
    },
    Case {
        name: "u20_anonymous_write",
        command: "ldapmodify",
        input: "dn: uid=leela,USERS\nchangetype: delete\n",
        exit: 8,
        prints: &["modifications require authentication"],
        ..NOBODY
    },
    Case {
        name: "u20_rename",
        command: "ldapmodrdn",
        arguments: &["uid=leela,USERS", "uid=turanga"],
        exit: 50,
        prints: &["no write access to parent's children"],
        ..LEELA
    },
    Case {
        name: "u20_delete",
        command: "ldapdelete",
        arguments: &["uid=leela,USERS"],
        exit: 50,
        prints: &["no write access to parent"],
        ..LEELA
    },
    Case {
        name: "u20_password",
        command: "ldappasswd",
        arguments: &["-a", "nibbler", "-s", "new"],
        exit: 1,
        prints: &["Insufficient access (50)"],
        ..LEELA
    },
    Case {
        name: "j8_02_search",
        command: "ldapsearch",
        arguments: &["-LLL", "-b", "USERS", "(uid=leela)", "cn"],
        prints: &["cn: Turanga Leela"],
        ..SERVICE
    },
];

/// How a command reaches the server.
#[derive(Clone, Copy)]
enum Transport {
    Ldaps,
    StartTls,
    ClearText,
}

impl Transport {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Ldaps, "ldaps"),
        (Self::StartTls, "start_tls"),
        (Self::ClearText, "clear_text"),
    ];
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let must_run = env::var("CI").is_ok_and(|value| value == "true");
    let mut trials = Vec::new();
    for case in CASES {
        let ignored = !must_run && !is_installed(case.command);
        for (transport, transport_name) in Transport::ALL {
            let name = format!(
                "operations::{}::{}::{transport_name}",
                case.command, case.name
            );
            trials.push(Trial::test(name, move || run(case, transport)).with_ignored_flag(ignored));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn is_installed(command: &str) -> bool {
    let mut probe = Command::new(command);
    probe
        .arg("-VV")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    probe.status().is_ok()
}

fn run(case: &Case, transport: Transport) -> Result<(), Failed> {
    let jumpcloud = MockJumpCloud::builder()
        .ldap()
        .start_blocking()
        .map_err(|error| format!("no server: {error}"))?;
    let folder = tempfile::tempdir()?;
    let ca = folder.path().join("ca.pem");
    fs::write(&ca, jumpcloud.ca_pem())?;

    let mut command = Command::new(case.command);
    command
        .args(["-x", "-o", "nettimeout=10"])
        .env("LDAPTLS_CACERT", &ca)
        .env("LDAPTLS_REQCERT", "demand");
    match transport {
        Transport::Ldaps => command.args(["-H", &jumpcloud.ldaps_url()]),
        Transport::StartTls => command.args(["-ZZ", "-H", &jumpcloud.ldap_url()]),
        Transport::ClearText => command.args(["-H", &jumpcloud.ldap_url()]),
    };
    if let Some((username, password)) = case.bound {
        command.args(["-D", &format!("uid={username},{USERS}"), "-w", password]);
    }
    command.args(case.arguments.iter().map(|argument| spelled_out(argument)));
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(spelled_out(case.input).as_bytes())?;
    }
    let output = child.wait_with_output()?;

    let mut printed = String::from_utf8_lossy(&output.stdout).into_owned();
    printed.push_str(&String::from_utf8_lossy(&output.stderr));
    if output.status.code() != Some(case.exit) {
        return Err(format!("{}, expected {}: {printed}", output.status, case.exit).into());
    }
    for expected in case.prints {
        if !printed.contains(&spelled_out(expected)) {
            return Err(format!("it printed no `{expected}`: {printed}").into());
        }
    }
    Ok(())
}

fn spelled_out(text: &str) -> String {
    text.replace("USERS", USERS)
}
