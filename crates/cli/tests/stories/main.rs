//! Stories told from the outside: the real binary on a free port with a temporary data folder, spoken to over HTTP.

mod answer;
mod bad_input;
mod caller;
mod canary;
mod connections;
mod continuity;
mod deployment;
mod flows;
mod handover;
mod isolation;
mod mail;
mod offboarding;
mod oidc;
mod own_connections;
mod permit;
mod promotion;
mod provisioning;
mod python;
mod replay;
mod run_as;
mod run_only;
mod server;
