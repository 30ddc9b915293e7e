//! Every code of the solution checker has a page, and every page a code.
//!
//! What stands on the pages is compared with the codes by a test of the crate `solutions`.

use std::{collections::BTreeSet, fs};

use anyhow::{Context as _, Result, bail, ensure};

const CODES: &str = "crates/solutions/src/checker/code.rs";

/// Compares `docs/checks` with the codes of `solutions::checker`.
///
/// # Errors
/// One sentence for each code without a page, and page without a code.
pub(crate) fn check() -> Result<String> {
    let root = crate::metadata::root();
    let source = fs::read_to_string(root.join(CODES)).with_context(|| format!("could not read {CODES}"))?;
    let codes = codes(&source);
    ensure!(!codes.is_empty(), "{CODES} has no codes of the form `Name Severity \"…\"`");
    let pages = crate::errors::pages(&root.join("docs/checks"))?;
    let lost = codes.difference(&pages).map(|code| format!("{code} has no page docs/checks/{code}.md."));
    let old = pages
        .difference(&codes)
        .map(|page| format!("docs/checks/{page}.md explains a code that {CODES} does not have."));
    let problems: Vec<String> = lost.chain(old).collect();
    if problems.is_empty() {
        return Ok(format!("{} codes of the solution checker, each with its page.", codes.len()));
    }
    bail!("{}", problems.join("\n"));
}

/// The codes that the source text lists, each as `Name Severity "…"` on a line of its own.
fn codes(source: &str) -> BTreeSet<String> {
    const SEVERITIES: [&str; 5] = ["Critical", "High", "Medium", "Low", "Informational"];
    let names = source.lines().filter_map(|line| {
        let mut words = line.trim().splitn(3, ' ');
        let (name, severity, summary) = (words.next()?, words.next()?, words.next()?);
        (SEVERITIES.contains(&severity) && summary.starts_with('"')).then(|| name.to_owned())
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        if let Err(problems) = super::check() {
            panic!("{problems:#}");
        }
    }

    #[test]
    fn codes_are_read_from_the_source() {
        let source =
            "codes! {\n    Lost High \"It is lost.\"\n        \"Find it.\"\n    Old Low \"x\"\n    Is High there\n}\n";
        assert_eq!(super::codes(source).into_iter().collect::<Vec<_>>(), ["Lost", "Old"]);
    }
}
