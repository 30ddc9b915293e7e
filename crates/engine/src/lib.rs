//! (run, event) -> (journal entries, effects). Pure state machine.
