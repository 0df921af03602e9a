//! Users and groups.

use axum::http::Method;
use serde_json::json;

use super::*;

const FRY: &str = "uid=fry,ou=Users,o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

#[tokio::test]
async fn a_user_is_shown_without_secrets() {
    let api = Api::start().await;
    let (status, fry) = api.get("/users/fry").await;
    assert_eq!(status, 200);
    assert_eq!(
        fry,
        json!({
            "username": "fry", "email": "fry@planetexpress.test", "firstname": "Philip", "lastname": "Fry",
            "state": "ACTIVATED", "account_locked": false, "password_expired": false, "ldap": true,
            "ldap_binding_user": false, "dn": FRY, "pwdLock": false, "groups": fry["groups"],
        })
    );
    assert!(
        fry["groups"]
            .as_array()
            .unwrap()
            .contains(&json!("Delivery Crew"))
    );
    let all = api.get("/users?limit=1000").await.1.to_string();
    for secret in ["walking-on-sunshine", "good-news-everyone", "password\""] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn verbs_change_a_user_once() {
    let api = Api::start().await;
    for (verb, field, value) in [
        ("lock", "account_locked", json!(true)),
        ("lock", "pwdLock", json!(true)),
        ("unlock", "account_locked", json!(false)),
        ("suspend", "state", json!("SUSPENDED")),
        ("stage", "state", json!("STAGED")),
        ("activate", "state", json!("ACTIVATED")),
        ("expire-password", "password_expired", json!(true)),
        // The seed's action for that is to take the entry away.
        ("expire-password", "dn", json!(null)),
        ("unexpire-password", "password_expired", json!(false)),
        ("unexpire-password", "dn", json!(FRY)),
        ("bind-to-ldap", "ldap", json!(true)),
        ("unbind-from-ldap", "ldap", json!(false)),
    ] {
        let (status, fry) = api.post(&format!("/users/fry/{verb}")).await;
        assert_eq!(status, 200, "{verb}: {fry}");
        assert_eq!(fry[field], value, "{verb}: {fry}");
    }
    let (status, problem) = api.post("/users/fry/promote").await;
    assert_eq!((status, kind(&problem)), (400, "invalid-path"));
}

#[tokio::test]
async fn nobody_of_that_name_comes_with_the_nearest_one() {
    let api = Api::start().await;
    let patch = json!({ "jobTitle": "Captain" });
    for (status, problem) in [
        api.get("/users/frey").await,
        api.post("/users/frey/lock").await,
        api.delete("/users/frey").await,
        api.send(Method::PATCH, "/users/frey", patch).await,
        api.send(
            Method::PUT,
            "/users/frey/password",
            json!({ "password": "x" }),
        )
        .await,
    ] {
        assert_eq!((status, kind(&problem)), (404, "unknown-user"));
        assert_eq!(problem["help"], "did you mean `fry`?");
        assert_eq!(problem["status"], 404);
    }
    let (status, problem) = api
        .get("/users?organization=5f1b9a2c8d3e4f0012345679")
        .await;
    assert_eq!((status, kind(&problem)), (404, "unknown-organization"));
    assert_eq!(problem["help"], "did you mean `5f1b9a2c8d3e4f0012345678`?");
}

#[tokio::test]
async fn users_are_added_changed_and_deleted() {
    let api = Api::start().await;
    let lrrr = json!({ "username": "lrrr", "email": "lrrr@doop.test", "password": "velour", "ldap": true });
    let (status, added) = api.send(Method::POST, "/users", lrrr.clone()).await;
    assert_eq!((status, &added["username"]), (201, &json!("lrrr")));
    assert!(!added.to_string().contains("velour"));
    let (status, problem) = api.send(Method::POST, "/users", lrrr).await;
    assert_eq!((status, kind(&problem)), (409, "taken"));

    let changes = json!({ "username": "kroker", "lastname": "Kroker" });
    let (status, changed) = api.send(Method::PATCH, "/users/lrrr", changes).await;
    assert_eq!(status, 200);
    assert_eq!(
        (&changed["username"], &changed["lastname"]),
        (&json!("kroker"), &json!("Kroker"))
    );
    assert_eq!(api.get("/users/lrrr").await.0, 404);

    assert_eq!(api.delete("/users/kroker").await.0, 204);
    assert_eq!(api.get("/users/kroker").await.0, 404);
}

#[tokio::test]
async fn fields_are_set_all_or_none() {
    let api = Api::start().await;
    let changes = json!({ "firstname": "Lars", "state": "ASLEEP" });
    let (status, problem) = api.send(Method::PATCH, "/users/fry", changes).await;
    assert_eq!((status, kind(&problem)), (422, "invalid-body"));
    assert_eq!(problem["pointer"], "/state");
    assert_eq!(api.get("/users/fry").await.1["firstname"], "Philip");

    let (_, problem) = api
        .send(Method::PATCH, "/users/fry", json!({ "jobTitel": "x" }))
        .await;
    assert_eq!(problem["pointer"], "/jobTitel");
    assert_eq!(problem["help"], "did you mean `jobTitle`?");
    let (status, _) = api.send(Method::PATCH, "/users/fry", json!(["x"])).await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn a_password_is_no_part_of_any_answer() {
    let api = Api::start().await;
    let secret = "open-sesame-7";
    let number = json!({ "password": [secret] });
    let both = json!({ "password": secret, "password_hash": secret });
    let answers = [
        api.send(
            Method::PUT,
            "/users/fry/password",
            json!({ "password": secret }),
        )
        .await,
        api.send(Method::PUT, "/users/fry/password", number.clone())
            .await,
        api.send(Method::PATCH, "/users/fry", number).await,
        api.send(Method::PATCH, "/users/fry", both).await,
        api.send(
            Method::PATCH,
            "/users/fry",
            json!({ "totp_secret": secret }),
        )
        .await,
        api.send(
            Method::POST,
            "/users",
            json!({ "username": "x", "password": secret }),
        )
        .await,
    ];
    assert_eq!(answers[0].0, 204);
    for (status, answer) in &answers {
        assert!(!answer.to_string().contains(secret), "{status} {answer}");
    }
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    let api = Api::start().await;
    let all = api.get("/users").await.1;
    let everyone = all["users"].as_array().unwrap();
    assert!(all["next"].is_null() && everyone.len() > 5);
    let (mut path, mut seen) = ("/users?limit=5".to_owned(), Vec::new());
    loop {
        let page = api.get(&path).await.1;
        seen.extend(page["users"].as_array().unwrap().iter().cloned());
        match page["next"].as_u64() {
            Some(next) => path = format!("/users?limit=5&after={next}"),
            None => break,
        }
    }
    assert_eq!(&seen, everyone);
    for query in ["limit=many", "limit=-1", "colour=red"] {
        let (status, problem) = api.get(&format!("/users?{query}")).await;
        assert_eq!((status, kind(&problem)), (400, "invalid-query"), "{query}");
    }
}

#[tokio::test]
async fn groups_and_their_members() {
    let api = Api::start().await;
    let (status, crew) = api.get("/groups/Delivery%20Crew").await;
    assert_eq!(status, 200);
    assert!(
        crew["dn"]
            .as_str()
            .unwrap()
            .starts_with("cn=Delivery Crew,ou=Users,")
    );
    let path = "/groups/Nimbus%2FCrew";
    let nimbus = json!({ "name": "Nimbus/Crew", "ldap": true, "members": ["fry"] });
    let (status, added) = api.send(Method::POST, "/groups", nimbus).await;
    assert_eq!((status, &added["members"]), (201, &json!(["fry"])));
    for _ in 0..2 {
        let (status, group) = api
            .send(Method::PUT, &format!("{path}/members/leela"), json!(null))
            .await;
        assert_eq!((status, &group["members"]), (200, &json!(["fry", "leela"])));
    }
    for _ in 0..2 {
        let (status, group) = api.delete(&format!("{path}/members/fry")).await;
        assert_eq!((status, &group["members"]), (200, &json!(["leela"])));
    }
    let (_, group) = api.post(&format!("{path}/unbind-from-ldap")).await;
    assert_eq!(
        (&group["ldap"], &group["dn"]),
        (&json!(false), &json!(null))
    );
    let changes = json!({ "name": "DOOP", "ldap": true, "members": ["bender", "LEELA"] });
    let (status, group) = api.send(Method::PATCH, path, changes).await;
    assert_eq!(
        (status, &group["members"]),
        (200, &json!(["leela", "bender"]))
    );
    assert_eq!(group["name"], "DOOP");

    let (status, problem) = api
        .send(
            Method::PATCH,
            "/groups/DOOP",
            json!({ "members": ["frey"] }),
        )
        .await;
    assert_eq!((status, kind(&problem)), (404, "unknown-user"));
    let (status, problem) = api.get("/groups/DOP").await;
    assert_eq!((status, kind(&problem)), (404, "unknown-group"));
    assert_eq!(problem["help"], "did you mean `DOOP`?");
    assert_eq!(api.delete("/groups/DOOP").await.0, 204);
}
