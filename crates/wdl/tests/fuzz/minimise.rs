//! Inputs as short as they show the same.

/// The text with as much left out as `fails` allows, in a bounded number of tries.
pub(crate) fn minimise(text: &str, fails: impl Fn(&str) -> bool) -> String {
    let mut shortest: Vec<char> = text.chars().collect();
    let mut tries = 2_000;
    let mut length = shortest.len() / 2;
    while length > 0 && tries > 0 {
        let mut at = 0;
        while at < shortest.len() && tries > 0 {
            tries -= 1;
            let end = (at + length).min(shortest.len());
            let shorter: String = shortest[..at].iter().chain(&shortest[end..]).collect();
            if fails(&shorter) {
                shortest.drain(at..end);
            } else {
                at += length;
            }
        }
        length /= 2;
    }
    shortest.into_iter().collect()
}

#[test]
fn what_does_not_matter_is_left_out() {
    assert_eq!(minimise("some (longer) text", |text| text.contains('(') && text.contains(')')), "()");
}
