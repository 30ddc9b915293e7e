use std::collections::{BTreeMap, HashSet};

use expect_test::expect;
use model::table::{Column, ColumnKind, DateTimeBehavior, Requirement, Table};
use proptest::prelude::*;
use tables::{
    Cell, Changes, Row,
    mask::{self, Among, Key, Mask, Masking},
    system,
};
use uuid::Uuid;

use super::{id, inspection};

const NOW: i64 = 1_779_000_000_000_000;

/// Contacts, with two columns besides: an order number, and something of another system.
fn contact() -> Table {
    let mut table = system::contact();
    for (name, kind) in [
        ("contoso_ordernumber", ColumnKind::Text { max_length: 40 }),
        ("contoso_short", ColumnKind::Text { max_length: 3 }),
        ("contoso_tenant", ColumnKind::Uniqueidentifier),
        ("contoso_picture", ColumnKind::Other { type_name: "image".to_owned() }),
    ] {
        table.columns.push(Column {
            logical_name: name.to_owned(),
            schema_name: name.to_owned(),
            display_name: name.to_owned(),
            kind,
            requirement: Requirement::None,
        });
    }
    table
}

fn row(table: &Table, number: u128, cells: &[(&str, Cell)]) -> Row {
    let mut row = Row::empty(table);
    row.set_named(table, &table.primary_key, id(number));
    for (name, cell) in cells {
        row.set_named(table, name, cell.clone());
    }
    row
}

fn masked(table: &Table, wished: &[(&str, Mask)], rows: &[Row], key: &Key) -> Vec<Changes> {
    let wished: BTreeMap<String, Mask> = wished.iter().map(|(name, mask)| ((*name).to_owned(), *mask)).collect();
    let masking = Masking::of(table, &wished).expect("masks that fit");
    let mut among = Among::new(key);
    among.add(table, rows);
    masking.rows(table, rows, &among, NOW)
}

fn cell(table: &Table, changes: &Changes, name: &str) -> Cell {
    let at = table.columns.iter().position(|column| column.logical_name == name).expect("a column");
    changes.get(at).cloned().unwrap_or_default()
}

#[test]
fn people_become_other_people() {
    let table = contact();
    let text = |text: &str| Cell::text(text);
    let ada = row(
        &table,
        1,
        &[
            ("fullname", text("Ada Lovelace")),
            ("firstname", text("Ada")),
            ("lastname", text("Lovelace")),
            ("jobtitle", text("Countess")),
            ("emailaddress1", text("ada@lovelace.example")),
            ("emailaddress2", text("Ada@Lovelace.example")),
            ("telephone1", text("+44 20 7946 0000")),
            ("description", text("Called on Monday. Wants the engine back.")),
            ("address1_line1", text("12 St James's Square")),
            ("address1_city", text("London")),
            ("address1_postalcode", text("SW1Y 4JH")),
            ("address1_country", text("United Kingdom")),
            ("birthdate", Cell::Day(-56_000)),
            ("gendercode", Cell::Int(2)),
            ("donotemail", Cell::Bool(true)),
            ("contoso_ordernumber", text("ORD-2044/ä")),
            ("contoso_short", text("A")),
            ("contoso_tenant", Cell::Uuid(id(77))),
            ("contoso_picture", text("aGVsbG8=")),
        ],
    );
    let masked = masked(&table, &[], &[ada], &Key::new([7; 32]));
    let lines: Vec<String> =
        masked[0].cells.iter().map(|(at, cell)| format!("{} = {cell}\n", table.columns[*at].logical_name)).collect();
    expect![[r#"
        fullname = 'Yuki Moreau'
        firstname = 'Yuki'
        lastname = 'Moreau'
        jobtitle = 'Marble'
        emailaddress1 = 'carla.baker.ee6a344d@example.com'
        emailaddress2 = 'emil.silva.a73855d3@example.com'
        telephone1 = '+1 930 555 0190'
        description = 'Copper lantern meadow paper marble copper window'
        birthdate = 1965-09-08
        donotemail = true
        gendercode = 2
        address1_line1 = '50 Park Street'
        address1_city = 'Brookhaven'
        address1_postalcode = 'OD8C 0XK'
        address1_country = 'Japan'
        contoso_ordernumber = 'KWR-8353/ì'
        contoso_short = 'W'
        contoso_tenant = 1c78c1dc-3554-8b0e-a1ca-9557697603d9
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn what_does_not_fit_is_refused() {
    let table = inspection();
    let of = |name: &str, mask: Mask| Masking::of(&table, &BTreeMap::from([(name.to_owned(), mask)])).map(|_| ());
    for (name, mask) in [
        ("contoso_name", Mask::Keep),
        ("contoso_cost", Mask::Shuffle),
        ("contoso_day", Mask::Fake),
        ("contoso_permit", Mask::Blank),
        ("contoso_key", Mask::Hash),
    ] {
        assert_eq!(of(name, mask), Ok(()), "{name} {mask}");
    }
    for (name, mask) in [
        ("contoso_cost", Mask::Hash),
        ("contoso_permit", Mask::Shuffle),
        ("statecode", Mask::Fake),
        ("statuscode", Mask::Blank),
        ("contoso_nothing", Mask::Keep),
        ("contoso_inspectionid", Mask::Keep),
        ("ownerid", Mask::Keep),
        ("createdby", Mask::Blank),
        ("contoso_about_targettype", Mask::Keep),
    ] {
        assert!(of(name, mask).is_err(), "{name} {mask}");
    }
    let error = of("contoso_cost", Mask::Hash).expect_err("refused").to_string();
    expect!["The column `contoso_cost` of the table `contoso_inspection` cannot have the mask `hash`; it can have keep, blank, shuffle, fake."]
        .assert_eq(&error);
    let mut required = table.clone();
    for column in &mut required.columns {
        column.requirement = Requirement::Required;
    }
    let blank = BTreeMap::from([("contoso_name".to_owned(), Mask::Blank)]);
    assert!(Masking::of(&required, &blank).is_err(), "what must be given is not left out");
}

#[test]
fn only_what_is_shown_on_purpose_reveals() {
    let table = contact();
    let reveals = |name: &str, mask: Mask| mask.reveals(table.column(name).expect("a column"));
    assert!(reveals("lastname", Mask::Keep) && reveals("lastname", Mask::Shuffle));
    assert!(reveals("contoso_picture", Mask::Keep) && reveals("birthdate", Mask::Keep));
    assert!(!reveals("lastname", Mask::Hash) && !reveals("lastname", Mask::Fake) && !reveals("lastname", Mask::Blank));
    assert!(!reveals("gendercode", Mask::Keep) && !reveals("donotemail", Mask::Shuffle));
}

#[test]
fn lookups_follow_the_rows_of_the_copy() {
    let (contact, inspection, account) = (contact(), inspection(), system::account());
    let key = Key::new([1; 32]);
    let mut among = Among::new(&key);
    let accounts = [row(&account, 10, &[]), row(&account, 11, &[("parentaccountid", Cell::Uuid(id(99)))])];
    let contacts = [row(&contact, 20, &[])];
    among.add(&account, &accounts);
    among.add(&contact, &contacts);
    let about = |name: &str, number: u128| {
        [("contoso_about", Cell::Uuid(id(number))), ("contoso_about_targettype", Cell::text(name))]
    };
    let rows = [
        row(&inspection, 1, &about("account", 10)),
        row(&inspection, 2, &about("account", 5_000)),
        row(&inspection, 3, &about("contact", 20)),
        row(&inspection, 4, &[("contoso_permit", Cell::Uuid(id(1)))]),
        row(&inspection, 5, &[]),
    ];
    let copies = Masking::of(&inspection, &BTreeMap::new()).expect("masks").rows(&inspection, &rows, &among, NOW);
    let pointed = |at: usize| cell(&inspection, &copies[at], "contoso_about").as_uuid();
    let kind = |at: usize| cell(&inspection, &copies[at], "contoso_about_targettype");
    assert_eq!((pointed(0), kind(0)), (Some(key.id("account", id(10))), Cell::text("account")));
    let another = pointed(1).expect("another account in its place");
    assert!([key.id("account", id(10)), key.id("account", id(11))].contains(&another));
    assert_eq!((pointed(2), kind(2)), (Some(key.id("contact", id(20))), Cell::text("contact")));
    assert_eq!(cell(&inspection, &copies[3], "contoso_permit"), Cell::Null, "no permits are copied");
    assert_eq!((pointed(4), kind(4)), (None, Cell::Null));
    let copies = Masking::of(&account, &BTreeMap::new()).expect("masks").rows(&account, &accounts, &among, NOW);
    assert_eq!(cell(&account, &copies[1], "parentaccountid"), Cell::Null, "no circles");
}

#[test]
fn made_up_rows_fit_their_table() {
    let (table, key) = (contact(), Key::new([3; 32]));
    let rows = mask::invent(&table, 300, &key, NOW);
    let numbers: HashSet<String> =
        rows.iter().map(|row| row.named(&table, "contoso_ordernumber").to_string()).collect();
    assert_eq!(numbers.len(), 300, "numbers tell rows apart");
    for row in &rows {
        assert!(row.named(&table, "emailaddress1").as_text().expect("a mail").ends_with("@example.com"));
        assert!([1, 2].contains(&row.named(&table, "gendercode").as_int().expect("a choice")));
        for (at, column) in table.columns.iter().enumerate() {
            if let (ColumnKind::Text { max_length }, Some(text)) = (&column.kind, row.get(at).as_text()) {
                assert!(text.len() <= *max_length as usize && !text.is_empty(), "{}", column.logical_name);
            }
        }
    }
    assert_eq!(rows, mask::invent(&table, 300, &key, NOW));
    assert_ne!(rows, mask::invent(&table, 300, &Key::new([4; 32]), NOW));
    let dates = system::contact()
        .columns
        .iter()
        .any(|it| it.kind == ColumnKind::DateTime { behavior: DateTimeBehavior::DateOnly });
    assert!(dates && rows.iter().all(|row| matches!(row.named(&table, "birthdate"), Cell::Day(_))));
}

/// Texts as people write them, and as they do not.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let text =
        prop_oneof!["[A-Za-z0-9 .@/-]{1,30}", "\\PC{1,20}", "[ÄÖÜäöüßéčñ一二三0-9-]{1,12}", "[A-Z]{2}-[0-9]{1,6}"];
    prop::collection::vec(text, 1..30)
}

proptest! {
    #[test]
    fn what_is_masked_by_itself_is_never_what_it_was(texts in texts(), seed: [u8; 32]) {
        let table = contact();
        let key = Key::new(seed);
        for (at, column) in table.columns.iter().enumerate() {
            let ColumnKind::Text { max_length } = column.kind else { continue };
            let rows: Vec<Row> = texts.iter().enumerate().map(|(number, text)| {
                let mut row = row(&table, number as u128 + 1, &[]);
                let units: usize = max_length as usize;
                let mut fits = String::new();
                for letter in text.chars() {
                    if fits.encode_utf16().count() + letter.len_utf16() <= units {
                        fits.push(letter);
                    }
                }
                row.set(at, if fits.is_empty() { Cell::Null } else { Cell::text(fits) });
                row
            }).collect();
            for mask in [Mask::Fake, Mask::Hash] {
                let copies = masked(&table, &[(&column.logical_name, mask)], &rows, &key);
                for (row, copy) in rows.iter().zip(&copies) {
                    let (was, is) = (row.get(at), cell(&table, copy, &column.logical_name));
                    if let Some(is) = is.as_text() {
                        prop_assert_ne!(was.as_text(), Some(is));
                        prop_assert!(!is.is_empty() && is.encode_utf16().count() <= max_length as usize, "{} {is}", column.logical_name);
                    } else {
                        let seen = was.as_text().is_some_and(|text| text.chars().any(|it| !it.is_whitespace() && !it.is_control()));
                        prop_assert!(!seen, "{} lost {was}", column.logical_name);
                    }
                }
                prop_assert_eq!(&copies, &masked(&table, &[(&column.logical_name, mask)], &rows, &key), "the same seed");
            }
        }
    }

    #[test]
    fn numbers_and_codes_stay_apart_and_keep_their_shape(texts in texts(), seed: [u8; 32]) {
        let (table, key) = (contact(), Key::new(seed));
        let distinct: HashSet<&String> = texts.iter().filter(|text| !text.trim().is_empty()).collect();
        let rows: Vec<Row> = distinct.iter().enumerate().map(|(number, text)| {
            row(&table, number as u128, &[("contoso_ordernumber", Cell::text(text.as_str()))])
        }).collect();
        let copies = masked(&table, &[], &rows, &key);
        let mut seen = HashSet::new();
        for (text, copy) in distinct.iter().zip(&copies) {
            let Cell::Text(code) = cell(&table, copy, "contoso_ordernumber") else {
                prop_assert!(text.chars().all(|it| it.is_whitespace() || it.is_control()), "{text:?}");
                continue;
            };
            prop_assert_eq!(code.encode_utf16().count(), text.encode_utf16().count());
            let shape = |text: &str| text.bytes().map(|it| (it.is_ascii_digit(), it.is_ascii_alphabetic())).collect::<Vec<_>>();
            if text.is_ascii() {
                prop_assert_eq!(shape(&code), shape(text));
            }
            prop_assert!(seen.insert(code.clone()), "{code} stands twice");
        }
        let ids: HashSet<Uuid> = copies.iter().filter_map(|copy| copy.id).collect();
        prop_assert_eq!(ids.len(), rows.len());
        prop_assert!(rows.iter().all(|row| !ids.contains(&row.id(&table).expect("an id"))));
    }

    #[test]
    fn shuffling_loses_nothing(numbers in prop::collection::vec(0i64..50, 1..40), seed: [u8; 32]) {
        let table = inspection();
        let rows: Vec<Row> = numbers.iter().enumerate()
            .map(|(at, number)| row(&table, at as u128, &[("contoso_floors", Cell::Int(*number))])).collect();
        let copies = masked(&table, &[("contoso_floors", Mask::Shuffle)], &rows, &Key::new(seed));
        let mut shuffled: Vec<i64> = copies.iter().filter_map(|it| cell(&table, it, "contoso_floors").as_int()).collect();
        let mut numbers = numbers.clone();
        shuffled.sort_unstable();
        numbers.sort_unstable();
        prop_assert_eq!(shuffled, numbers);
    }
}
