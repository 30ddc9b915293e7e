use model::table::{ChoiceOption, ColumnKind, Ownership, Table};
use tables::shape::{ShapeError, extended};

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
