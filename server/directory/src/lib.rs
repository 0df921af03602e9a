//! A pure X.500 core: names, schema, matching, filters, entries and snapshots.
