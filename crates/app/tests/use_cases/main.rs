//! Use cases over a real store: what happens, and above all what does not.

mod activity;
mod auditors;
mod building;
mod connection_rights;
mod connections;
mod credentials;
mod custom_roles;
mod flow_access;
mod flows;
mod handover;
mod master_key;
mod outsiders;
mod pipelines;
mod principals;
mod protected;
mod providers;
mod reauthenticate;
mod run_only;
mod second_factors;
mod sessions;
mod share_rules;
mod sharing;
mod sign_in;
mod solutions;
mod world;
