//! What the command line and the environment say about the control plane.

use std::fs;

use super::arguments::{ServeArguments, TOKEN_VARIABLE};
use super::failure::Failure;
use crate::control::{AccessRules, Token};

/// Who may use the control plane.
pub(super) fn access_rules(arguments: &ServeArguments) -> Result<AccessRules, Failure> {
    Ok(AccessRules::new(
        token(arguments)?,
        arguments.hostnames.clone(),
    ))
}

/// The token of the file, else that of the environment, where an empty one is none.
fn token(arguments: &ServeArguments) -> Result<Option<Token>, Failure> {
    let (text, place) = if let Some(path) = &arguments.control_token_file {
        let text = fs::read_to_string(path).map_err(|source| Failure::ReadToken {
            path: path.clone(),
            source,
        })?;
        (text, format!("`{}`", path.display()))
    } else {
        let Some(text) = std::env::var_os(TOKEN_VARIABLE).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let text = text.into_string().map_err(|_| Failure::VariableNotText {
            variable: TOKEN_VARIABLE,
        })?;
        (text, format!("the environment variable `{TOKEN_VARIABLE}`"))
    };
    match Token::new(&text) {
        Ok(token) => Ok(Some(token)),
        Err(source) => Err(Failure::Token { place, source }),
    }
}
