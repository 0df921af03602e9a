//! The `jcldap` command.

fn main() {}
