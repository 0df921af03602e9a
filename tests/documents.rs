//! What the documents of the repository promise: links lead to files, and the README's seed is one.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jcldap_tests::repository;
use regex::Regex;

/// The target of a Markdown link, without a title or a fragment.
static LINK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\]\(([^)#\s]+)").expect("the pattern is well formed"));

#[test]
fn every_relative_link_leads_to_a_file() {
    let mut dangling = Vec::new();
    for (file, text) in repository::text_files() {
        if file.extension().is_some_and(|extension| extension == "md") {
            for link in dangling_links(&file, &text) {
                dangling.push(format!("{}: {link}", file.display()));
            }
        }
    }
    assert!(
        dangling.is_empty(),
        "links that lead nowhere:\n{}",
        dangling.join("\n")
    );
}

#[test]
fn a_dangling_link_is_found() {
    let text =
        "[a](README.md#first) [b](https://jumpcloud.test) [c](#here)\n[d](../tests/nowhere.md)";
    assert_eq!(
        dangling_links(Path::new("README.md"), text),
        ["../tests/nowhere.md"]
    );
    assert_eq!(
        dangling_links(Path::new("docs/a.md"), text),
        ["README.md", "../tests/nowhere.md"]
    );
}

#[test]
fn the_seed_in_the_readme_is_a_fixture_without_problems() {
    let readme =
        fs::read_to_string(repository::root().join("README.md")).expect("the README is there");
    let (_, rest) = readme
        .split_once("```yaml\n")
        .expect("the README shows a seed");
    let (seed, _) = rest.split_once("```").expect("the block has an end");

    let loaded = match jcldap_fixtures::parse("README.md", seed.as_bytes()) {
        Ok(loaded) => loaded,
        Err(report) => panic!("{report}"),
    };

    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    assert_eq!(loaded.fixture.organization.name, "Planet Express");
    assert_eq!(
        (loaded.fixture.users.len(), loaded.fixture.groups.len()),
        (2, 1)
    );
}

fn dangling_links<'a>(file: &Path, text: &'a str) -> Vec<&'a str> {
    let folder = repository::root().join(file.parent().unwrap_or(Path::new("")));
    LINK.captures_iter(text)
        .filter_map(|link| link.get(1))
        .map(|link| link.as_str())
        .filter(|link| !link.contains("://") && !folder.join(link).exists())
        .collect()
}
