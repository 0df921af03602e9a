//! Helpers for the tests that need more than one package.
