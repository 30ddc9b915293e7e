use model::table::{ChoiceOption, ColumnKind, Ownership, Table};
use tables::{
    Cell, Filter,
    shape::{Narrowed, ShapeError, extended},
};

use super::inspection;

/// The table with another kind of column.
fn with(name: &str, kind: ColumnKind) -> Table {
    let mut table = inspection();
    let column = table.columns.iter_mut().find(|it| it.logical_name == name).expect("a column");
    column.kind = kind;
    table
}

#[test]
fn a_table_gets_what_it_lacks_and_keeps_what_it_has() {
    let here = inspection();
    assert_eq!(extended(&here, &here).as_ref(), Ok(&here));

    let mut less = here.clone();
    let notes = less.columns.iter().position(|it| it.logical_name == "contoso_notes").expect("a column");
    let taken = less.columns.remove(notes);
    let extended_by_one = extended(&less, &here).expect("it fits");
    assert_eq!(extended_by_one.columns.last(), Some(&taken), "new columns are the last ones");
    assert_eq!(extended(&here, &less).as_ref(), Ok(&here), "nothing is taken away");

    let wider = extended(&here, &with("contoso_name", ColumnKind::Text { max_length: 300 })).expect("it fits");
    assert_eq!(wider.column("contoso_name").expect("it").kind, ColumnKind::Text { max_length: 300 });
    let narrower = extended(&here, &with("contoso_notes", ColumnKind::Text { max_length: 3 })).expect("it fits");
    assert_eq!(narrower, here);

    let options =
        vec![ChoiceOption { value: 1, label: "Attic".into() }, ChoiceOption { value: 9, label: "Noise".into() }];
    let more = extended(&here, &with("contoso_kind", ColumnKind::Choice { options })).expect("it fits");
    let ColumnKind::Choice { options } = &more.column("contoso_kind").expect("it").kind else { panic!("a choice") };
    let labels: Vec<_> = options.iter().map(|it| (it.value, it.label.as_str())).collect();
    assert_eq!(labels, [(1, "Roof"), (2, "Fire"), (3, "Water"), (9, "Noise")]);
}

#[test]
fn what_is_of_another_kind_does_not_become_one() {
    let here = inspection();
    let clash = extended(&here, &with("contoso_floors", ColumnKind::Text { max_length: 9 }));
    let (table, column) = ("contoso_inspection".to_owned(), "contoso_floors".to_owned());
    assert_eq!(clash, Err(ShapeError::Column { table, column }));
    let ours = Table { ownership: Ownership::Organization, ..here.clone() };
    assert_eq!(extended(&here, &ours), Err(ShapeError::Table("contoso_inspection".to_owned())));
}

#[test]
fn a_column_that_takes_less_says_what() {
    let options = |values: &[i64]| {
        values.iter().map(|value| ChoiceOption { value: *value, label: format!("N{value}") }).collect::<Vec<_>>()
    };
    let choice = |values: &[i64]| ColumnKind::Choice { options: options(values) };
    let several = |values: &[i64]| ColumnKind::MultiChoice { options: options(values) };
    let lookup = |targets: &[&str]| ColumnKind::Lookup {
        targets: targets.iter().map(|it| (*it).to_owned()).collect(),
        navigation: "contoso_Of".to_owned(),
    };
    let decimal = |precision| ColumnKind::Decimal { precision };
    let text = |max_length| ColumnKind::Text { max_length };
    let says = |here: &ColumnKind, next: &ColumnKind| Narrowed::of(here, next).map(|it| it.to_string());
    for (here, next, words) in [
        (text(9), text(3), "takes 3 characters instead of 9"),
        (decimal(4), decimal(2), "takes 2 decimal places instead of 4"),
        (choice(&[1, 2, 3]), choice(&[2]), "no longer takes `N1`, `N3`"),
        (choice(&[]), choice(&[2]), "no longer takes every value"),
        (several(&[1, 2]), several(&[1]), "no longer takes `N2`"),
        (lookup(&["account", "contact"]), lookup(&["contact"]), "no longer points to `account`"),
        (lookup(&[]), lookup(&["contact"]), "no longer points to every table"),
    ] {
        assert_eq!(says(&here, &next).as_deref(), Some(words));
        assert_eq!(says(&here, &here), None, "the same takes as much");
        assert_eq!(says(&here, &ColumnKind::Boolean), None, "that is another type");
    }
    assert_eq!(says(&choice(&[1]), &choice(&[1, 2])), None, "more is not less");
    assert_eq!(says(&choice(&[1]), &choice(&[])), None, "an empty list allows everything");

    let rows = |here, next| Narrowed::of(&here, &next).and_then(|it| it.rows(7));
    let not = |filter: Filter| Some(Filter::Not(filter.into()));
    assert_eq!(rows(text(9), text(3)), None);
    let still = Filter::In { column: 7, values: vec![Cell::Int(2)] };
    assert_eq!(rows(choice(&[1, 2, 3]), choice(&[2])), not(still));
    let gone = Filter::ContainsValues { column: 7, values: vec![2] };
    assert_eq!(rows(several(&[1, 2]), several(&[1])), Some(gone));
    assert_eq!(rows(decimal(4), decimal(2)), not(Filter::IsNull(7)));
}
