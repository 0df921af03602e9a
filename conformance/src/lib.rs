//! The independent judge: it shares no code with the server that it judges.

pub mod requirements;
