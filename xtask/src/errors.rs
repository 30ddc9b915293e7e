//! Every error code has a page, and every page a code.
//!
//! The codes are read from the source text, so that this check also runs while the product does not compile.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context as _, Result, bail, ensure};

const CODES: &str = "crates/model/src/error.rs";

/// What a page must have below its title, in this order.
const SECTIONS: [&str; 3] = ["## What happened", "## Who can fix it, and how", "## Example"];

/// Compares `docs/errors` with the codes of `model`.
///
/// # Errors
/// One sentence for each code without a page, page without a code, and page that lacks a section.
pub(crate) fn check() -> Result<String> {
    let root = crate::metadata::root();
    let folder = root.join("docs/errors");
    let source = fs::read_to_string(root.join(CODES)).with_context(|| format!("could not read {CODES}"))?;
    let codes = codes(&source);
    ensure!(!codes.is_empty(), "{CODES} has no codes of the form `Name = 1234,`");
    let pages = pages(&folder)?;
    let mut problems = Vec::new();
    for code in codes.difference(&pages) {
        problems.push(format!("{code} has no page docs/errors/{code}.md."));
    }
    for page in pages.difference(&codes) {
        problems.push(format!("docs/errors/{page}.md explains a code that crates/model/src/error.rs does not have."));
    }
    for code in codes.intersection(&pages) {
        let path = folder.join(format!("{code}.md"));
        let page = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
        problems.extend(faults(code, &page));
    }
    if problems.is_empty() {
        return Ok(format!("{} error codes, each with its page.", codes.len()));
    }
    bail!("{}", problems.join("\n"));
}

/// The codes that the source text lists, each as `Name = 1234,` on a line of its own.
fn codes(source: &str) -> BTreeSet<String> {
    let numbers = source.lines().filter_map(|line| {
        let (name, number) = line.trim().strip_suffix(',')?.split_once(" = ")?;
        let is_code = name.chars().all(char::is_alphanumeric) && number.len() == 4;
        (is_code && number.chars().all(|digit| digit.is_ascii_digit())).then(|| format!("STW{number}"))
    });
    numbers.collect()
}

/// The names of the pages in a folder, without `.md`.
pub(crate) fn pages(folder: &Path) -> Result<BTreeSet<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    let mut names = BTreeSet::new();
    for entry in entries {
        let name = entry
            .with_context(|| format!("could not read {}", folder.display()))?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if let Some(code) = name.strip_suffix(".md").filter(|stem| *stem != "README") {
            names.insert(code.to_owned());
        }
    }
    Ok(names)
}

/// What is wrong with the text of one page.
fn faults(code: &str, page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !page.starts_with(&format!("# {code}: ")) {
        faults.push(format!("docs/errors/{code}.md does not begin with `# {code}: ` and a title."));
    }
    let mut rest = page;
    for section in SECTIONS {
        match rest.split_once(section) {
            Some((_, after)) => rest = after,
            None => faults.push(format!("docs/errors/{code}.md lacks `{section}`, or has it out of order.")),
        }
    }
    faults
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
        let source = "codes! {\n    /// Says why = 1999,\n    NotFound = 1003,\n    Conflict = 1006,\n}\n";
        assert_eq!(super::codes(source).into_iter().collect::<Vec<_>>(), ["STW1003", "STW1006"]);
    }

    #[test]
    fn a_page_without_its_sections_is_named() {
        let faults = super::faults("STW1", "# STW1: Title\n\n## Example\n\n## What happened\n");
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
}
