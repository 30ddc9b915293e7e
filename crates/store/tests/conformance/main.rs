//! Every verb of the store on both databases: a test runs on SQLite and then on PostgreSQL, and expects the same.
//!
//! There is a file for each noun. What differs by the nature of PostgreSQL, several servers on one database and a network that
//! fails, is in `servers`, `network` and `saves`; `history` sends random histories to both and to a model in memory.

mod audit;
mod break_glass;
mod callbacks;
mod child_calls;
mod complete;
mod connections;
mod continuity;
mod copies;
mod custom_roles;
mod data_policies;
mod drift;
mod environments;
mod fixture;
mod flows;
mod handovers;
mod history;
mod installation;
mod limits;
mod mails;
mod memory;
mod network;
mod nodes;
mod overview;
mod pipelines;
mod principals;
mod retention;
mod runs;
mod saves;
mod schema;
mod scim;
mod sealed;
mod seals;
mod servers;
mod sign_in;
mod tables;
mod things;
mod transactions;
mod triggers;
