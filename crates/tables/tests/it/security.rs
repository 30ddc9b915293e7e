use expect_test::expect;
use model::{Depth, PrincipalId, Privilege, Verb, table::Ownership};
use tables::{Acting, Caller, RowFilter};

use super::{id, inspection};

/// User 1 of business unit 100, above 110, in team 50.
fn caller(privileges: &[(Verb, &str, Depth)]) -> Caller {
    Caller {
        principal: PrincipalId(id(1)),
        business_unit: id(100),
        business_units_below: vec![id(110)],
        teams: vec![id(50)],
        privileges: privileges
            .iter()
            .map(|(verb, table, depth)| Privilege { verb: *verb, table: (*table).to_owned(), depth: *depth })
            .collect(),
    }
}

const ROWS: [(&str, u128, u128); 5] =
    [("own", 1, 100), ("team's", 50, 300), ("colleague's", 2, 100), ("below", 3, 110), ("elsewhere", 4, 200)];

fn reached(rows: &RowFilter) -> String {
    let names: Vec<_> = ROWS
        .iter()
        .filter(|(_, owner, unit)| rows.allows(Some(id(*owner)), Some(id(*unit))))
        .map(|row| row.0)
        .collect();
    names.join(", ")
}

#[test]
fn depth_decides_which_rows_are_reached() {
    let mut table = inspection();
    let mut lines = Vec::new();
    for ownership in [Ownership::User, Ownership::Organization] {
        table.ownership = ownership;
        for depth in
            [None, Some(Depth::User), Some(Depth::BusinessUnit), Some(Depth::ParentChild), Some(Depth::Organization)]
        {
            let privileges: Vec<_> = depth.iter().map(|depth| (Verb::Read, "contoso_inspection", *depth)).collect();
            let caller = caller(&privileges);
            let rows = Acting::own(&caller).rows(Verb::Read, &table);
            lines.push(format!("{ownership:?} {depth:?}: {}", reached(&rows)));
        }
    }
    expect![[r#"
        User None: 
        User Some(User): own, team's
        User Some(BusinessUnit): own, team's, colleague's
        User Some(ParentChild): own, team's, colleague's, below
        User Some(Organization): own, team's, colleague's, below, elsewhere
        Organization None: 
        Organization Some(User): 
        Organization Some(BusinessUnit): 
        Organization Some(ParentChild): 
        Organization Some(Organization): own, team's, colleague's, below, elsewhere"#]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn the_furthest_of_all_roles_counts_for_the_verb_and_table_only() {
    let caller = caller(&[
        (Verb::Read, "contoso_inspection", Depth::User),
        (Verb::Read, "*", Depth::BusinessUnit),
        (Verb::Write, "account", Depth::Organization),
    ]);
    assert_eq!(caller.reach(Verb::Read, "contoso_inspection"), Some(Depth::BusinessUnit));
    assert_eq!(caller.reach(Verb::Write, "contoso_inspection"), None);
    assert_eq!(caller.reach(Verb::Write, "Account"), Some(Depth::Organization));
}

#[test]
fn on_behalf_needs_both_and_reaches_the_lesser() {
    let (read, table) = (Verb::Read, "contoso_inspection");
    let depths = [None, Some(Depth::User), Some(Depth::Organization)];
    for effective in depths {
        for real in depths {
            let of =
                |depth: Option<Depth>| caller(&depth.map(|depth| (read, table, depth)).into_iter().collect::<Vec<_>>());
            let (effective_caller, mut real_caller) = (of(effective), of(real));
            real_caller.principal = PrincipalId(id(9));
            let acting = Acting::on_behalf(&effective_caller, &real_caller);
            let expected = effective.zip(real).map(|(a, b)| a.min(b));
            assert_eq!(acting.reach(read, table), expected);
            assert_eq!(acting.lacking(read, table).is_some(), expected.is_none());
            // The place is that of the effective caller, never that of the real one.
            if expected == Some(Depth::User) {
                assert_eq!(reached(&acting.rows(read, &inspection())), "own, team's");
                assert!(!acting.rows(read, &inspection()).allows(Some(id(9)), None));
            }
        }
    }
}
