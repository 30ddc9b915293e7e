//! Links between the pages of this repository lead somewhere.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

/// Folders that hold other people's pages, or none.
const SKIPPED: [&str; 5] = [".git", "data", "dist", "node_modules", "target"];

/// Follows every relative link of every Markdown file, and its `#heading` where it has one.
///
/// # Errors
/// One sentence for each link that leads nowhere.
pub(crate) fn check() -> Result<String> {
    let root = crate::metadata::root();
    let mut pages = Vec::new();
    collect(&root, &mut pages)?;
    let mut problems = Vec::new();
    for page in &pages {
        let text = read(page)?;
        for link in links(&text) {
            if let Some(problem) = problem(page, link)? {
                let page = page.strip_prefix(&root).unwrap_or(page);
                problems.push(format!("{}: {problem}", page.display()));
            }
        }
    }
    if problems.is_empty() {
        return Ok(format!("{} pages, all links between them lead somewhere.", pages.len()));
    }
    bail!("{}", problems.join("\n"));
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))? {
        let path = entry.with_context(|| format!("could not read {}", folder.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                collect(&path, pages)?;
            }
        } else if name.ends_with(".md") {
            pages.push(path);
        }
    }
    pages.sort();
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

/// The targets of the links in a page, those in code blocks left out.
fn links(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        let mut rest = line;
        while let Some((_, after)) = rest.split_once("](") {
            let Some((target, after)) = after.split_once(')') else { break };
            found.push(target);
            rest = after;
        }
    }
    found
}

/// What is wrong with a link of a page; `None` when it leads somewhere, or out of the repository.
fn problem(page: &Path, link: &str) -> Result<Option<String>> {
    if link.contains("://") || link.starts_with("mailto:") {
        return Ok(None);
    }
    let (file, heading) = link.split_once('#').map_or((link, None), |(file, heading)| (file, Some(heading)));
    let target = if file.is_empty() { page.to_path_buf() } else { page.with_file_name("").join(file) };
    if !target.exists() {
        return Ok(Some(format!("`{link}` leads nowhere.")));
    }
    match heading {
        Some(heading) if !anchors(&read(&target)?).contains(heading) => {
            Ok(Some(format!("`{link}` names a heading that is not there.")))
        }
        _ => Ok(None),
    }
}

/// The anchors of a page's headings, as web views of repositories make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|heading| {
            let words = heading.trim_start_matches('#').trim().to_lowercase();
            words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>().replace(' ', "-")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_link_leads_somewhere() {
        if let Err(problems) = super::check() {
            panic!("{problems:#}");
        }
    }

    #[test]
    fn links_in_code_are_not_followed() {
        let page = "See [a](a.md) and [b](b.md#c).\n```text\n[x](nowhere.md)\n```\n[d](#e)";
        assert_eq!(super::links(page), ["a.md", "b.md#c", "#e"]);
    }

    #[test]
    fn an_anchor_is_the_heading_without_its_punctuation() {
        let anchors = super::anchors("# Whose identity?\n## Who can fix it, and how\n");
        assert_eq!(anchors.into_iter().collect::<Vec<_>>(), ["who-can-fix-it-and-how", "whose-identity"]);
    }
}
