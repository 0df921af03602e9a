//! Sessions whose account changes, and more than one organization.

use jcldap::{ChangeError, MockJumpCloud};

use super::client::Client;

#[tokio::test]
async fn openldap_md_6_a_bound_session_stays_bound_and_sees_what_an_ordinary_user_sees() {
    let jumpcloud = MockJumpCloud::start().await.unwrap();
    let base = jumpcloud.base_dn().to_owned();
    let named = format!("dn:{}", jumpcloud.binding_dn());
    let seed = jumpcloud.snapshot();
    let service = || jumpcloud.user("ldap-service");

    let mut client = Client::bound(&jumpcloud).await;
    let seen = client.search(&base, "(objectClass=*)").await;
    assert!(seen.0.len() > 3 && seen.1 == 0);
    let verbs: [&dyn Fn() -> Result<(), ChangeError>; 5] = [
        &|| service().suspend(),
        &|| service().lock(),
        &|| service().set("ldap_binding_user", false),
        &|| service().stage(),
        &|| service().delete(),
    ];
    for change in verbs {
        change().unwrap();
        assert_eq!(client.search(&base, "(objectClass=*)").await.1, 32);
        assert_eq!(client.who_am_i().await, named);
        jumpcloud.restore(&seed);
        assert_eq!(client.search(&base, "(objectClass=*)").await, seen);
    }
}

#[tokio::test]
async fn an_ordinary_user_may_search_once_it_is_a_binding_user() {
    let jumpcloud = MockJumpCloud::start().await.unwrap();
    let base = jumpcloud.base_dn().to_owned();
    let mut client = Client::connect(&jumpcloud).await;
    let fry = format!("uid=fry,{base}");
    assert_eq!(client.bind(&fry, jumpcloud.password("fry")).await, 0);
    assert_eq!(client.search(&base, "(uid=fry)").await.1, 32);
    jumpcloud
        .user("fry")
        .set("ldap_binding_user", true)
        .unwrap();
    let (entries, code) = client.search(&base, "(uid=fry)").await;
    assert_eq!((entries.len(), code), (1, 0));
}

#[tokio::test]
async fn a_change_is_seen_in_its_own_organization_alone() {
    let seed = |id: &str| {
        format!(
            r#"
organization: {{id: "{id}"}}
users: [{{username: ldap-service, email: s@crew.test, password: may-search, ldap_binding_user: true}}, {{username: fry, email: fry@crew.test, password: good}}]
"#
        )
    };
    let (one, two) = ("5f1b9a2c8d3e4f0012345678", "5f1b9a2c8d3e4f0087654321");
    let jumpcloud = MockJumpCloud::builder()
        .fixture_text(seed(one))
        .fixture_text(seed(two))
        .start()
        .await
        .unwrap();
    let mut client = Client::connect(&jumpcloud).await;
    let fry = |id: &str| format!("uid=fry,ou=Users,o={id},dc=jumpcloud,dc=com");

    // Without a word about which, it is the first.
    jumpcloud.user("fry").lock().unwrap();
    assert_eq!(client.bind(&fry(one), "good").await, 49);
    assert_eq!(client.bind(&fry(two), "good").await, 0);
    jumpcloud.reset();
    jumpcloud.organization(two).user("fry").lock().unwrap();
    assert_eq!(client.bind(&fry(one), "good").await, 0);
    assert_eq!(client.bind(&fry(two), "good").await, 49);

    let error = jumpcloud
        .organization("5f1b9a2c8d3e4f0012345679")
        .user("fry")
        .lock()
        .unwrap_err();
    assert_eq!(error.help(), Some(format!("did you mean `{one}`?")));
}

#[tokio::test]
async fn what_changes_together_is_seen_together_or_not_at_all() {
    let jumpcloud = MockJumpCloud::start().await.unwrap();
    let organization = jumpcloud.organization(&jumpcloud.organizations()[0].id);
    let base = jumpcloud.base_dn().to_owned();
    let mut client = Client::bound(&jumpcloud).await;
    let before = client.search(&base, "(objectClass=*)").await;
    let error = organization.change(|editor| {
        editor.set_account_locked("fry", true)?;
        editor.delete_group("Delivery Crew")?;
        editor.add_member("No such group", "fry")
    });
    assert!(matches!(error, Err(ChangeError::UnknownGroup { .. })));
    assert_eq!(client.search(&base, "(objectClass=*)").await, before);
}
