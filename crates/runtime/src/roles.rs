//! What a server does. By default everything.

use std::{fmt, str::FromStr};

/// Which parts of the work a server takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Roles {
    /// Answers people and programs, and drives runs that somebody waits for.
    pub api: bool,
    /// Claims runs and drives them.
    pub worker: bool,
    /// Fires schedules.
    pub scheduler: bool,
}

impl Default for Roles {
    fn default() -> Self {
        Self { api: true, worker: true, scheduler: true }
    }
}

impl FromStr for Roles {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut roles = Self { api: false, worker: false, scheduler: false };
        for role in text.split(',') {
            match role.trim() {
                "api" => roles.api = true,
                "worker" => roles.worker = true,
                "scheduler" => roles.scheduler = true,
                other => return Err(format!("there is no role `{other}`; there are api, worker and scheduler")),
            }
        }
        Ok(roles)
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = [(self.api, "api"), (self.worker, "worker"), (self.scheduler, "scheduler")];
        let names: Vec<&str> = named.iter().filter(|(has, _)| *has).map(|(_, name)| *name).collect();
        f.write_str(&names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_read_back_as_they_are_written() {
        for text in ["api", "worker", "scheduler", "api,worker", "api,worker,scheduler"] {
            assert_eq!(text.parse::<Roles>().map(|roles| roles.to_string()), Ok(text.to_owned()));
        }
        assert_eq!("api, scheduler".parse::<Roles>().map(|roles| roles.to_string()), Ok("api,scheduler".to_owned()));
        assert!("boss".parse::<Roles>().is_err());
    }
}
