//! Test helpers: clock, databases, fake connectors, flow text format.
