//! Connectors: built in and remote, credentials, outbound HTTP policy.
