//! What a filter means, against an oracle that is slow and obvious.

use std::cmp::Ordering;

use proptest::prelude::*;
use tables::{
    Cell, Comparison, Filter, LikeKind, Operand, Row,
    filter::{self, is_like},
};

#[test]
fn patterns() {
    let table = [
        ("Hello", "hello", true),
        ("Hello", "%ELL%", true),
        ("Hello", "h_llo", true),
        ("Hello", "h_lo", false),
        ("Hello", "%", true),
        ("", "%", true),
        ("", "_", false),
        ("Hello", "[f-i]ello", true),
        ("Hello", "[^h]ello", false),
        ("100%", "100[%]", true),
        ("100x", "100[%]", false),
        ("a]b", "a[]]b", true),
        ("[x", "[x", true),
        ("Größe", "GRÖSSE", false),
        ("Größe", "GRÖßE", true),
        ("aaaaaaaab", "%a%a%a%a%c", false),
    ];
    for (text, pattern, expected) in table {
        assert_eq!(is_like(text, pattern), expected, "{text} like {pattern}");
    }
}

#[test]
fn hostile_patterns_take_no_time() {
    let text = "a".repeat(20_000);
    assert!(!is_like(&text, &("%a".repeat(200) + "b")));
    assert!(!is_like(&text, &"_".repeat(10_000)));
    assert!(is_like(&"a".repeat(1_000), &("%".to_owned() + &"_".repeat(1_000) + "%")));
}

/// Whether a text is like a pattern of `%`, `_` and plain characters, by trying everything.
fn slow_like(text: &[char], pattern: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('%', rest)) => (0..=text.len()).any(|skip| slow_like(&text[skip..], rest)),
        Some(('_', rest)) => !text.is_empty() && slow_like(&text[1..], rest),
        Some((c, rest)) => text.first().is_some_and(|t| t.eq_ignore_ascii_case(c)) && slow_like(&text[1..], rest),
    }
}

/// 2 is true, 1 unknown, 0 false: `and` is the smaller, `or` the larger.
fn oracle(filter: &Filter, row: &Row) -> u8 {
    let truth = |truth: bool| if truth { 2 } else { 0 };
    match filter {
        Filter::Const(value) => truth(*value),
        Filter::And(parts) => parts.iter().map(|part| oracle(part, row)).min().unwrap_or(2),
        Filter::Or(parts) => parts.iter().map(|part| oracle(part, row)).max().unwrap_or(0),
        Filter::Not(part) => 2 - oracle(part, row),
        Filter::Compare { column, comparison, with } => {
            let with = match with {
                Operand::Cell(cell) => cell,
                Operand::Column(column) => row.get(*column),
            };
            let ordering = match (row.get(*column), with) {
                (Cell::Int(a), Cell::Int(b)) => a.cmp(b),
                (Cell::Text(a), Cell::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
                _ => return 1,
            };
            truth(match comparison {
                Comparison::Equal => ordering == Ordering::Equal,
                Comparison::NotEqual => ordering != Ordering::Equal,
                Comparison::Greater => ordering == Ordering::Greater,
                Comparison::GreaterOrEqual => ordering != Ordering::Less,
                Comparison::Less => ordering == Ordering::Less,
                Comparison::LessOrEqual => ordering != Ordering::Greater,
            })
        }
        Filter::Like { column, kind, text } => match row.get(*column) {
            Cell::Text(value) => {
                let pattern: Vec<char> = kind.pattern(text).chars().collect();
                truth(slow_like(&value.chars().collect::<Vec<_>>(), &pattern))
            }
            _ => 1,
        },
        Filter::In { column, values } => match row.get(*column) {
            Cell::Null => 1,
            cell => truth(values.contains(cell)),
        },
        Filter::IsNull(column) => truth(row.get(*column) == &Cell::Null),
        Filter::ContainsValues { .. } => unreachable!("not generated"),
    }
}

// Columns 0 and 1 hold numbers, 2 and 3 texts.
fn rows() -> impl Strategy<Value = Row> {
    let number = || prop_oneof![Just(Cell::Null), (0_i64..4).prop_map(Cell::Int)];
    let text = || prop_oneof![Just(Cell::Null), "[abAB]{0,4}".prop_map(Cell::text)];
    (number(), number(), text(), text()).prop_map(|(a, b, c, d)| Row::new(vec![a, b, c, d]))
}

fn filters() -> impl Strategy<Value = Filter> {
    let comparison = prop_oneof![
        Just(Comparison::Equal),
        Just(Comparison::NotEqual),
        Just(Comparison::Greater),
        Just(Comparison::GreaterOrEqual),
        Just(Comparison::Less),
        Just(Comparison::LessOrEqual),
    ];
    let kind = prop_oneof![
        Just(LikeKind::Contains),
        Just(LikeKind::StartsWith),
        Just(LikeKind::EndsWith),
        Just(LikeKind::Pattern)
    ];
    let compared = (0_usize..4, any::<bool>(), 0_i64..4, "[abAB]{0,3}").prop_map(|(column, other, number, text)| {
        let with = match (other, column < 2) {
            (true, _) => Operand::Column(column ^ 1),
            (false, true) => Operand::Cell(Cell::Int(number)),
            (false, false) => Operand::Cell(Cell::text(text)),
        };
        (column, with)
    });
    let leaf = prop_oneof![
        any::<bool>().prop_map(Filter::Const),
        (compared, comparison).prop_map(|((column, with), comparison)| Filter::Compare { column, comparison, with }),
        (2_usize..4, kind, "[abAB%_]{0,4}").prop_map(|(column, kind, text)| Filter::Like {
            column,
            kind,
            text: text.into()
        }),
        (0_usize..2, proptest::collection::vec(0_i64..4, 0..3))
            .prop_map(|(column, values)| Filter::In { column, values: values.into_iter().map(Cell::Int).collect() }),
        (0_usize..4).prop_map(Filter::IsNull),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Filter::And),
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Filter::Or),
            inner.prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #[test]
    fn a_filter_means_what_the_oracle_says(filter in filters(), row in rows()) {
        prop_assert_eq!(filter::matches(&filter, &row), oracle(&filter, &row) == 2);
    }

    #[test]
    fn joining_keeps_the_meaning(parts in proptest::collection::vec(filters(), 0..3), row in rows()) {
        let (all, any) = (Filter::all(parts.clone()), Filter::any(parts.clone()));
        prop_assert_eq!(filter::matches(&all, &row), oracle(&Filter::And(parts.clone()), &row) == 2);
        prop_assert_eq!(filter::matches(&any, &row), oracle(&Filter::Or(parts), &row) == 2);
    }

    #[test]
    fn patterns_agree_with_trying_everything(text in "[ab]{0,8}", pattern in "[ab%_]{0,6}") {
        let slow = slow_like(&text.chars().collect::<Vec<_>>(), &pattern.chars().collect::<Vec<_>>());
        prop_assert_eq!(is_like(&text, &pattern), slow);
    }
}
