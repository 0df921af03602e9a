//! The tree to browse.

use super::*;

const ORGANIZATION: &str = "o=5f1b9a2c8d3e4f0012345678,dc=jumpcloud,dc=com";

fn names(list: &Value) -> Vec<&str> {
    let entries = list["entries"].as_array().unwrap().iter();
    entries.map(|entry| entry["dn"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_tree_begins_at_the_organization_and_goes_down() {
    let api = Api::start().await;
    let (status, top) = api.get("/entries?scope=base").await;
    assert_eq!(status, 200);
    assert_eq!(names(&top), [ORGANIZATION]);
    assert_eq!(top["entries"][0]["hasSubordinates"], true);

    let below = api.get("/entries?scope=one").await.1;
    let users = format!("ou=Users,{ORGANIZATION}");
    assert_eq!(names(&below), [&users]);
    let leaves = api
        .get(&format!(
            "/entries?scope=one&limit=1000&base={}",
            users.replace('=', "%3D")
        ))
        .await
        .1;
    assert!(names(&leaves).contains(&&*format!("uid=fry,{users}")));
}

#[tokio::test]
async fn a_filter_and_pages_narrow_it_down() {
    let api = Api::start().await;
    let found = api.get("/entries?filter=(uid%3DFRY)").await.1;
    assert_eq!(names(&found).len(), 1);
    let fry = &found["entries"][0]["attributes"];
    assert_eq!(fry["uid"], serde_json::json!(["fry"]));
    assert!(
        fry["memberOf"].is_array() && fry["entryUUID"].is_array(),
        "{fry}"
    );
    for secret in ["userPassword", "sambaNTPassword"] {
        assert!(fry[secret].is_null(), "{fry}");
    }

    let all = api.get("/entries?limit=1000").await.1;
    let (mut path, mut seen) = ("/entries?limit=3".to_owned(), Vec::new());
    loop {
        let page = api.get(&path).await.1;
        seen.extend(page["entries"].as_array().unwrap().iter().cloned());
        match page["next"].as_u64() {
            Some(next) => path = format!("/entries?limit=3&after={next}"),
            None => break,
        }
    }
    assert_eq!(&seen, all["entries"].as_array().unwrap());
}

#[tokio::test]
async fn what_is_no_name_or_filter_is_told_with_its_field() {
    let api = Api::start().await;
    for (query, field) in [("base=nonsense", "base"), ("filter=(uid", "filter")] {
        let (status, problem) = api.get(&format!("/entries?{query}")).await;
        assert_eq!((status, kind(&problem)), (400, "invalid-query"), "{query}");
        assert_eq!(problem["field"], field);
    }
    // Above the organization there is nothing that is its own.
    let (status, problem) = api.get("/entries?base=dc%3Dcom").await;
    assert_eq!((status, kind(&problem)), (404, "unknown-entry"));
}
