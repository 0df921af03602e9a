//! `jcldap init`: the embedded fixture as a file, to be changed into one's own.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use jcldap_fixtures::PLANET_EXPRESS;

use super::arguments::InitArguments;
use super::failure::Failure;
use super::{output, seed};

pub(super) fn run(arguments: &InitArguments) -> Result<(), Failure> {
    let file = &arguments.file;
    if file == Path::new(seed::STANDARD_STREAM) {
        return Ok(output::print(PLANET_EXPRESS.as_bytes())?);
    }
    let mut options = File::options();
    options.write(true);
    if arguments.force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    options
        .open(file)
        .and_then(|mut file| file.write_all(PLANET_EXPRESS.as_bytes()))
        .map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => Failure::FileExists { path: file.clone() },
            _ => Failure::WriteFile {
                path: file.clone(),
                source,
            },
        })?;
    let written = format!(
        "wrote `{0}`: change it, then run `jcldap --fixture {0}`\n",
        file.display()
    );
    Ok(output::print(written.as_bytes())?)
}
