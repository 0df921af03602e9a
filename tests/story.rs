//! The whole use of the stand-in in one test: an application that logs people in by OpenLDAP's own tools meets a user that is
//! locked half-way, a fault and a reset, and the test verifies what it asked.
//!
//! Where the tools are not installed it is ignored, but not with `CI=true`.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Instant;

use jcldap::MockJumpCloud;
use jcldap::fault::Fault;
use jcldap::journal::{Count, Difference};
use jcldap::wire::{RequestKind, ResultCode};
use libtest_mimic::{Arguments, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let is_ignored = !are_tools_installed() && std::env::var_os("CI").is_none();
    let story = Trial::test("an_application_is_tested_from_start_to_reset", || {
        tell();
        Ok(())
    });
    libtest_mimic::run(&arguments, vec![story.with_ignored_flag(is_ignored)]).exit();
}

fn are_tools_installed() -> bool {
    let mut tools = ["ldapsearch", "ldapwhoami"].into_iter();
    tools.all(|tool| Command::new(tool).arg("-VV").output().is_ok())
}

fn tell() {
    let start = Instant::now();
    let jumpcloud = MockJumpCloud::builder().start_blocking().unwrap();
    println!("started in {:?}", start.elapsed());
    let directory = tempfile::tempdir().unwrap();
    let application = Application::new(&jumpcloud, directory.path());
    let fry = "fry@planetexpress.test";
    let password = jumpcloud.password("fry").to_owned();

    // Fry logs in, and no longer once he is locked.
    assert_eq!(application.log_in(fry, &password), Ok(()));
    jumpcloud.user("fry").lock().unwrap();
    assert_eq!(application.log_in(fry, &password), Err(Refused::Bind(49)));

    let received = || jumpcloud.received();
    let binds = || received().binds().to("fry");
    binds().exactly(2);
    binds()
        .with_result(ResultCode::INVALID_CREDENTIALS)
        .with_cause("account_locked")
        .exactly(1);
    received()
        .searches()
        .by_user("ldap-service")
        .with_base(jumpcloud.base_dn())
        .with_filter("(&(mail=FRY@planetexpress.test)(objectclass=INETORGPERSON))")
        .exactly(2);
    received().in_clear_text().never();
    assert!(!format!("{:?}", received()).contains(&password));

    // A verification that fails says what came nearest.
    let by_username = received()
        .searches()
        .with_filter("(uid=fry)")
        .check(Count::AtLeast(1))
        .unwrap_err();
    println!("\n{by_username}\n");
    let differences = &by_username.nearest_miss().unwrap().differences;
    assert_eq!(
        differences,
        &[Difference {
            selector: "filter",
            expected: "(uid=fry)".to_owned(),
            found: "(&(objectClass=inetOrgPerson)(mail=fry@planetexpress.test))".to_owned(),
        }]
    );

    // The directory is busy for once; the application has to say so, and works again afterwards.
    jumpcloud.user("fry").unlock().unwrap();
    let busy = Fault::on(RequestKind::Search).result(ResultCode::BUSY);
    let busy = jumpcloud.fault(busy.times(1));
    assert_eq!(application.log_in(fry, &password), Err(Refused::Search(51)));
    assert_eq!(busy.hits(), 1);
    assert_eq!(application.log_in(fry, &password), Ok(()));

    // Back to the seed: whatever the story changed is gone.
    jumpcloud.user("fry").set_password("new").unwrap();
    jumpcloud.fault(Fault::on_any().no_answer());
    jumpcloud.reset();
    received().binds().never();
    assert_eq!(application.log_in(fry, &password), Ok(()));
    println!("told in {:?}", start.elapsed());
}

/// An application that finds a user by mail address, and then binds as the user.
struct Application {
    url: String,
    ca_file: String,
    base: String,
    /// As whom it searches.
    name: String,
    password: String,
}

/// Why nobody is logged in, with the result code.
#[derive(Debug, Eq, PartialEq)]
enum Refused {
    Search(i32),
    NoSuchUser,
    Bind(i32),
}

impl Application {
    fn new(jumpcloud: &MockJumpCloud, directory: &Path) -> Self {
        let ca_file = directory.join("ca.pem");
        std::fs::write(&ca_file, jumpcloud.ca_pem()).unwrap();
        Self {
            url: jumpcloud.ldaps_url(),
            ca_file: ca_file.to_str().unwrap().to_owned(),
            base: jumpcloud.base_dn().to_owned(),
            name: jumpcloud.binding_dn().to_owned(),
            password: jumpcloud.password("ldap-service").to_owned(),
        }
    }

    fn log_in(&self, mail: &str, password: &str) -> Result<(), Refused> {
        let filter = format!("(&(objectClass=inetOrgPerson)(mail={mail}))");
        let search = [
            "-LLL",
            "-o",
            "ldif-wrap=no",
            "-b",
            &self.base,
            &filter,
            "1.1",
        ];
        let found = self.run("ldapsearch", &self.name, &self.password, &search);
        code(&found).map_err(Refused::Search)?;
        let found = String::from_utf8(found.stdout).unwrap();
        let mut lines = found.lines();
        let dn = lines.find_map(|line| line.strip_prefix("dn: "));
        let dn = dn.ok_or(Refused::NoSuchUser)?;
        code(&self.run("ldapwhoami", dn, password, &[])).map_err(Refused::Bind)
    }

    fn run(&self, tool: &str, name: &str, password: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(tool);
        command
            .args(["-x", "-H", &self.url, "-D", name, "-w", password])
            .args(["-o", "nettimeout=10"])
            .args(arguments)
            .env("LDAPTLS_REQCERT", "demand")
            .env("LDAPTLS_CACERT", &self.ca_file);
        command.output().unwrap()
    }
}

/// The exit code of the tools is the result code.
fn code(output: &Output) -> Result<(), i32> {
    match output.status.code() {
        Some(0) => Ok(()),
        code => Err(code.unwrap_or(-1)),
    }
}
