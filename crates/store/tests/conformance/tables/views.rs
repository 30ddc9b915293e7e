//! Principals as rows.

use model::{Principal, PrincipalId, PrincipalKind};
use store::principals;
use store::tables::{TableError, add_standard, by_set, get_row, list_rows};
use tables::{Query, RowFilter, odata};

use super::id;
use crate::fixture::{Fixture, HERE, NOW};

#[test]
fn users_teams_and_the_business_unit_read_like_tables() {
    for fixture in Fixture::on_both() {
        fixture.write(|tx| {
            add_standard(tx, HERE)?;
            let kinds = [PrincipalKind::User, PrincipalKind::ServiceAccount, PrincipalKind::Group];
            for ((number, name), kind) in (1..).zip(["soul", "robot", "crew"]).zip(kinds) {
                let principal = Principal {
                    display_name: name.to_uppercase(),
                    expires_at: (name == "robot").then_some(NOW),
                    ..Principal::new(PrincipalId(id(number)), kind, name)
                };
                principals::insert(tx, &principal, NOW)?;
            }
            let users = by_set(tx, HERE, "systemusers")?.expect("a table");
            let asking = odata::Asking::default();
            let mut names = |filter: &str| -> Result<Vec<String>, TableError> {
                let query = odata::parse(&users, &[("$filter", filter), ("$orderby", "fullname")], &asking)?;
                let page = list_rows(tx, HERE, &users, &query, &RowFilter::All, 10)?;
                Ok(page.rows.iter().map(|row| row.named(&users, "fullname").to_string()).collect())
            };
            assert_eq!(names("domainname ne 'x'")?, ["'ROBOT'", "'SOUL'"]);
            assert_eq!(names("isdisabled eq true and accessmode eq 4")?, ["'ROBOT'"]);
            assert!(get_row(tx, HERE, &users, id(3))?.is_none(), "a team is no user");
            let teams = by_set(tx, HERE, "teams")?.expect("a table");
            assert!(get_row(tx, HERE, &teams, id(1))?.is_none(), "a user is no team");
            let crew = get_row(tx, HERE, &teams, id(3))?.expect("a row");
            let units = by_set(tx, HERE, "businessunits")?.expect("a table");
            let page = list_rows(tx, HERE, &units, &Query::default(), &RowFilter::All, 10)?;
            assert_eq!(page.rows.len(), 1);
            assert_eq!(page.rows[0].id(&units), crew.uuid(&teams, "businessunitid"));
            Ok(())
        });
    }
}
