//! What a server tells of what it received.

use jcldap::MockJumpCloud;
use jcldap::journal::RecordedRequest;
use jcldap::wire::ResultCode;

use super::client::Client;

#[tokio::test]
async fn operations_are_recorded_with_the_cause_that_clients_are_not_told() {
    let jumpcloud = MockJumpCloud::start().await.unwrap();
    let base = jumpcloud.base_dn().to_owned();
    let mut client = Client::connect(&jumpcloud).await;
    assert_eq!(client.bind(&format!("uid=fry,{base}"), "wrong").await, 49);
    assert_eq!(
        client.bind(&format!("UID=Nobody, {base}"), "wrong").await,
        49
    );
    let mut admin = Client::bound(&jumpcloud).await;
    admin
        .search(&base, "(&(uid=fry)(!(userPassword=walking-on-sunshine)))")
        .await;

    let refused = jumpcloud
        .received()
        .binds()
        .with_result(ResultCode::INVALID_CREDENTIALS);
    let causes: Vec<&str> = refused.iter().map(|record| record.cause).collect();
    assert_eq!(causes, ["wrong_password", "unknown_user"]);
    assert_eq!(refused.clone().to("fry").len(), 1);
    assert_eq!(refused.to(&format!("uid=nobody,{base}")).len(), 1);

    let searches = jumpcloud.received().searches();
    let record = searches.iter().next().unwrap();
    let Some(RecordedRequest::Search { filter, .. }) = record.request.as_deref() else {
        panic!("expected a search, got {record:?}")
    };
    assert_eq!(filter.to_string(), "(&(uid=fry)(!(userPassword=...)))");
    assert_eq!(record.identity.to_string(), jumpcloud.binding_dn());
    assert_eq!(
        (
            record.connection,
            record.tls.unwrap().version,
            record.entries
        ),
        (2, "TLSv1.3", 0)
    );

    jumpcloud.reset();
    assert!(jumpcloud.received().is_empty());
}
