//! `steward flow changes`.

use anyhow::Result;

use crate::{
    changes,
    cli::Globals,
    client::{Api, with},
    output::{self, text},
};

pub(super) async fn call(
    api: &Api,
    globals: &Globals,
    flow: &str,
    (number, other): (Option<u32>, Option<u32>),
    whole: bool,
) -> Result<()> {
    let number = match number {
        Some(number) => number.to_string(),
        None => text(&api.get(&api.within(&["flows", flow]).await?).await?, "publishedVersion"),
    };
    let path = api.within(&["flows", flow, "versions", &number, "changes"]).await?;
    let other = other.map(|number| number.to_string());
    let asked: Vec<_> = other.iter().map(|number| ("with", number.as_str())).collect();
    let found = api.get(&with(&path, &asked)).await?;
    output::answer(globals, &found, |it| {
        output::line(&format!("From version {} to version {}", text(it, "from"), text(it, "to")))?;
        changes::answer(it, whole)
    })
}
