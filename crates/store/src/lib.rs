//! Ports and databases: journal, outbox, audit, secrets at rest.
