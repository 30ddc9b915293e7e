//! Waivers: a line `allow CODE: why` in a note or description.

use super::CheckCode;

/// Why a finding with this code is right all the same, where a line of the text says so. A waiver without a reason is none.
pub(super) fn reason(text: &str, code: CheckCode) -> Option<&str> {
    text.lines().find_map(|line| {
        let rest = line.trim().strip_prefix("allow ")?.trim_start();
        let why = rest.strip_prefix(code.as_str())?.trim_start().strip_prefix(':')?.trim();
        (!why.is_empty()).then_some(why)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiver_names_the_code_and_says_why() {
        let code = CheckCode::HardCodedUrl;
        assert_eq!(reason("Asks the weather.\r\n  allow HardCodedUrl: it is public ", code), Some("it is public"));
        for text in ["allow HardCodedUrl:", "allow HardCodedUrl", "allow HardCodedMail: x", "HardCodedUrl: x", ""] {
            assert_eq!(reason(text, code), None, "{text}");
        }
    }
}
