//! What happens by itself: triggers, claiming, performing effects, timers, reconcilers.
