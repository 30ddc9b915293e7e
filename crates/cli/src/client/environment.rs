//! Which environment a command is about.

use anyhow::Result;
use serde_json::Value;

use super::{
    Api,
    address::{at, below},
};
use crate::failure::Failure;

impl Api {
    /// The environment that was asked for, else the only one that the caller may enter, else `dev`.
    pub(crate) async fn environment(&self) -> Result<String> {
        if let Some(environment) = &self.environment {
            return Ok(environment.clone());
        }
        let me = self.get(&at(&["me"])).await?;
        let all = me.get("environments").and_then(Value::as_array).into_iter().flatten();
        let names: Vec<&str> = all.filter_map(|it| it.get("name")?.as_str()).collect();
        match names.as_slice() {
            [only] => Ok((*only).to_owned()),
            names if names.contains(&"dev") => Ok("dev".to_owned()),
            [] => Err(Failure::new("you may not enter any environment")
                .hint("Ask an administrator to make you a member of one.")
                .into()),
            names => Err(Failure::new("which environment?")
                .hint(format!("Name one with --environment: {}.", names.join(", ")))
                .into()),
        }
    }

    /// `/api/v1/environments/{environment}/...` of these parts, in the environment that the command is about.
    pub(crate) async fn within(&self, parts: &[&str]) -> Result<String> {
        let environment = self.environment().await?;
        Ok(below(&at(&["environments", &environment]), parts))
    }
}
