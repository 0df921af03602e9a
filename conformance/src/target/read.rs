//! Reading a target file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use schemars::generate::SchemaSettings;
use serde_json::Value;
use thiserror::Error;

use super::Target;

/// Reads a target file; what it names relatively lies beside it.
pub fn read_target(path: &Path) -> Result<Target, TargetError> {
    let text = fs::read_to_string(path).map_err(|source| TargetError::Unreadable {
        path: path.to_path_buf(),
        source,
    })?;
    let mut target: Target =
        serde_yaml::from_str(&text).map_err(|source| TargetError::Malformed {
            path: path.to_path_buf(),
            source,
        })?;
    let id = &target.organization;
    if !is_organization_id(id) {
        return Err(TargetError::Organization {
            path: path.to_path_buf(),
            id: id.clone(),
        });
    }
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    target.ca_file = target.ca_file.map(|file| folder.join(file));
    let users = target.users.values_mut().chain([&mut target.binding_user]);
    for password in users.filter_map(|user| user.password.as_mut()) {
        password.relative_to(folder);
    }
    Ok(target)
}

/// Whether a text is the id of an organization (J1.01).
pub fn is_organization_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|octet| octet.is_ascii_hexdigit())
}

/// The JSON Schema of a target file; `conformance/schema/target.schema.json` holds it as text.
pub fn json_schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<Target>().to_value()
}

/// Why a target file says nothing.
#[derive(Debug, Error)]
pub enum TargetError {
    /// The file can't be read.
    #[error("cannot read the target file `{path}`")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It is no target file; the cause says where and why.
    #[error("`{path}` is no target file")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line, column and problem.
        source: serde_yaml::Error,
    },
    /// The organization's id is none.
    #[error("`{path}`: organization `{id}` is no id; expected 24 hexadecimal digits, in quotes")]
    Organization {
        /// The file.
        path: PathBuf,
        /// What it says.
        id: String,
    },
}
