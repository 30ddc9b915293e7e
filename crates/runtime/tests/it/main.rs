//! The runtime on a real store: who acts, what happens once, what survives.

mod calls;
mod changesets;
mod children;
mod connected;
mod foreseen;
mod identity;
mod lifecycle;
mod material;
mod polls;
mod pressure;
mod probes;
mod retention;
mod schedules;
mod split;
mod webhooks;
mod world;
