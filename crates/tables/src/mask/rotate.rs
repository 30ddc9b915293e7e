//! Texts of the same shape: letters become letters, digits become digits, and the rest stays.

use super::Key;

/// Characters that are replaced by each other: the first one, and how many they are.
type Ring = (u32, u32);

/// The text with every letter and digit replaced by another one, which follows from the text before it. So texts that differ stay
/// different, none stays as it is, and all keep their length; but texts that begin alike still do. What has neither letters nor digits has
/// its signs replaced. `None` where there is nothing to see.
pub(super) fn rotated(text: &str, key: &Key) -> Option<String> {
    turned(text, key, written).or_else(|| turned(text, key, sign))
}

fn turned(text: &str, key: &Key, ring: impl Fn(char) -> Option<Ring>) -> Option<String> {
    let mut draw = key.draw(&["shape"]);
    let mut any = false;
    let mut letter = [0; 4];
    let turned = text.chars().map(|before| {
        let after = ring(before).map(|(first, size)| {
            any = true;
            let by = draw.below(u64::from(size) - 1) as u32 + 1;
            char::from_u32(first + (u32::from(before) - first + by) % size).unwrap_or(before)
        });
        draw.follow(before.encode_utf8(&mut letter));
        after.unwrap_or(before)
    });
    let turned = turned.collect();
    any.then_some(turned)
}

/// Letters and digits. Beyond ASCII, characters near each other are mostly of one script, and 32 that begin at a multiple of 32 are all
/// of one length, none of them half of a character.
fn written(letter: char) -> Option<Ring> {
    match letter {
        '0'..='9' => Some((u32::from('0'), 10)),
        'A'..='Z' => Some((u32::from('A'), 26)),
        'a'..='z' => Some((u32::from('a'), 26)),
        '\u{a0}'.. => Some((u32::from(letter) & !31, 32)),
        _ => None,
    }
}

fn sign(letter: char) -> Option<Ring> {
    [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]
        .into_iter()
        .find(|(first, last)| (*first..=*last).contains(&letter))
        .map(|(first, last)| (u32::from(first), u32::from(last) - u32::from(first) + 1))
}
