use super::html;
use crate::report::sample::record;
use crate::requirements::Requirements;

fn page(record: &crate::run::RunRecord) -> String {
    let requirements = Requirements::embedded().unwrap();
    html(
        record,
        &requirements,
        "jcldap-conformance run --target target.yaml",
    )
    .unwrap()
}

/// What stands between the tags of the page's data, as the browser reads it.
fn data(page: &str) -> serde_json::Value {
    let (_, rest) = page
        .split_once(r#"<script id="data" type="application/json">"#)
        .unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn the_page_holds_the_record_and_the_statements_that_it_names() {
    let page = page(&record());
    let data = data(&page);
    assert_eq!(data["record"]["scenarios"].as_array().unwrap().len(), 5);
    let statement = &data["requirements"]["rfc4511/4.5.1.4/size-limit-zero"];
    assert!(statement["source"].as_str().unwrap().contains("4.5.1.4"));
    assert_eq!(
        data["command"],
        "jcldap-conformance run --target target.yaml"
    );
    assert!(!page.contains("{{"), "a mark of the template was left");
}

#[test]
fn the_page_asks_nothing_of_a_network() {
    let page = page(&record());
    for reference in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(reference), "{reference}");
    }
}

#[test]
fn what_a_target_sends_stays_text() {
    let mut hostile = record();
    let text = "</script><script>alert(1)</script><!-- {{style}} {{script}} \u{2028}";
    text.clone_into(&mut hostile.scenarios[0].title);
    text.clone_into(&mut hostile.scenarios[0].steps[0].mismatches[0].actual);
    let page = page(&hostile);
    assert!(!page.contains("<script>alert"));
    assert!(!page.contains("<!--"));
    assert_eq!(data(&page)["record"]["scenarios"][0]["title"], text);
}

#[test]
fn a_long_transcript_is_cut_and_says_so() {
    let mut long = record();
    let lines = &mut long.scenarios[0].steps[0].transcript;
    *lines = vec![lines[0].clone(); 600];
    let page = page(&long);
    let lines = &data(&page)["record"]["scenarios"][0]["steps"][0]["transcript"];
    let lines = lines.as_array().unwrap();
    assert_eq!(lines.len(), 61);
    assert_eq!(
        lines[60]["text"],
        "540 more lines; the record of `--json` has them all"
    );
}
