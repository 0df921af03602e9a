//! Where things are in the repository, and which files belong to it.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold what was built, fetched or recorded, never what was written.
const NOT_WRITTEN_HERE: [&str; 6] = [
    ".git",
    ".venv",
    "__pycache__",
    "node_modules",
    "target",
    "mutants.out",
];

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests package lies in a folder of the workspace")
}

/// A fixture of `fixtures/data` by its file name.
pub fn fixture(name: &str) -> PathBuf {
    root().join("fixtures/data").join(name)
}

/// Every text file of the repository, with its path relative to the root, in path order.
pub fn text_files() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the repository can be listed") {
            let path = entry.expect("a folder entry can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() && !NOT_WRITTEN_HERE.contains(&name.as_ref()) {
                folders.push(path);
            } else if path.is_file()
                && let Ok(text) = fs::read_to_string(&path)
            {
                let relative = path
                    .strip_prefix(root())
                    .expect("the walk began at the root");
                files.push((relative.to_path_buf(), text));
            }
        }
    }
    files.sort();
    files
}
