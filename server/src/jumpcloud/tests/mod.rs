//! Changes of an organization, judged by a model of the tree that knows nothing of the projection.

mod changes;
mod model;
