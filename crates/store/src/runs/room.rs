//! How the memory of a server is shared between environments.

use std::collections::HashMap;

use model::EnvironmentId;

/// An environment may hold so many times as many runs as there is room left. So one alone gets four fifths of the memory, two get
/// four ninths each, and whoever comes next always finds room.
const TIMES_WHAT_IS_LEFT: u32 = 4;

/// The runs that a server holds, and how many more it may.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Room {
    left: u32,
    held: HashMap<EnvironmentId, u32>,
}

impl Room {
    /// Room for so many more, beside those that are held.
    pub fn new(left: u32, held: HashMap<EnvironmentId, u32>) -> Self {
        Self { left, held }
    }

    /// How many more runs there is room for.
    pub fn left(&self) -> u32 {
        self.left
    }

    /// How many more of them an environment may have.
    pub fn left_for(&self, environment: EnvironmentId) -> u32 {
        let held = self.held.get(&environment).copied().unwrap_or(0);
        let most = u64::from(self.left) * u64::from(TIMES_WHAT_IS_LEFT);
        // After `n` more there is room for `left - n`, and `held + n` may be so many times that at most; the last one may round up.
        let more = most.saturating_sub(u64::from(held)).div_ceil(u64::from(TIMES_WHAT_IS_LEFT) + 1);
        u32::try_from(more).map_or(self.left, |more| more.min(self.left))
    }

    pub(super) fn take(&mut self, environment: EnvironmentId, count: u32) {
        self.left = self.left.saturating_sub(count);
        *self.held.entry(environment).or_default() += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_environment_alone_gets_most_of_the_memory_and_never_all_of_it() {
        let noisy = EnvironmentId(1);
        let mut room = Room::new(10_000, HashMap::new());
        room.take(noisy, room.left_for(noisy));
        assert_eq!((room.left(), room.left_for(noisy)), (2_000, 0));
        assert_eq!(room.left_for(EnvironmentId(2)), 1_600);
    }

    #[test]
    fn whoever_comes_next_finds_room_however_many_are_there() {
        let mut room = Room::new(10_000, HashMap::new());
        for environment in 1..=4 {
            let environment = EnvironmentId(environment);
            assert!(room.left_for(environment) > 0);
            room.take(environment, room.left_for(environment));
        }
        assert!(room.left() > 0);
    }

    #[test]
    fn a_little_memory_is_used() {
        let only = EnvironmentId(1);
        let mut room = Room::new(2, HashMap::new());
        while room.left_for(only) > 0 {
            room.take(only, 1);
        }
        assert_eq!(room.left(), 0);
    }
}
