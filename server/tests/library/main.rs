//! The library as a test uses it: a directory in the process, changed while clients are connected.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod client;
#[cfg(test)]
mod lockout;
#[cfg(test)]
mod received;
#[cfg(test)]
mod sessions;
