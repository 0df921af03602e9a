//! Published schemas: the definitions that a subschema entry holds (RFC 4512 4.1 and 4.2), read strictly, and what a
//! scenario expects of them and of entries by them.
//!
//! What a definition doesn't say isn't made up from what RFCs say elsewhere. Pure, as all judging.

mod definitions;
mod description;
mod rules;
mod syntax;

use definitions::Schema;
use description::Description;
pub(super) use rules::broken;
