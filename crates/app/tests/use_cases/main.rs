//! Use cases over a real store: what happens, and above all what does not.

mod connection_rights;
mod connections;
mod flows;
mod handover;
mod outsiders;
mod sharing;
mod sign_in;
mod solutions;
mod world;
