//! Where a browser goes after signing in: to one of our own pages, whatever a link asked for.

/// The path itself, if it cannot lead to another site; else the start page.
///
/// Browsers take `//host` and `/\host` for another site, and leave tabs and line breaks out of addresses before they look.
pub(super) fn local_path(asked: &str) -> &str {
    let is_local = asked.starts_with('/')
        && !asked.starts_with("//")
        && asked.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && asked.len() <= 2_000;
    if is_local { asked } else { "/" }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::Url;

    use super::local_path;

    #[test]
    fn only_paths_of_ours_are_kept() {
        for kept in ["/", "/e/dev/runs?status=Failed#x", "/people/%2F%2Fevil.test", "/a//b", "/@evil.test", "/:80"] {
            assert_eq!(local_path(kept), kept);
        }
        for refused in [
            "",
            "evil.test",
            "https://evil.test",
            "https:evil.test",
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "/\t/evil.test",
            "\t//evil.test",
            "/\n/evil.test",
            "javascript:alert(1)",
            " //evil.test",
            "/é",
        ] {
            assert_eq!(local_path(refused), "/", "{refused:?}");
        }
    }

    proptest! {
        /// A browser resolves what is left as it resolves any link of ours.
        #[test]
        fn nothing_leads_to_another_site(asked in r"[/\\:@.?#\t\r\n a-z%0-9]{0,24}|.{0,40}") {
            let ours = Url::parse("https://ours.test/sign-in").expect("an address");
            let target = ours.join(local_path(&asked)).expect("an address");
            prop_assert_eq!(target.origin(), ours.origin());
        }
    }
}
