//! Use cases. Checks access, writes audit.
