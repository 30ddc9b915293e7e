//! What was changed by hand of what solutions bring.

use model::{BreakGlassId, EnvironmentId, PrincipalId, Timestamp};
use store::{
    StoreError, Tx,
    drift::{self, Accepted, HandChange},
    solutions::components::Component,
};

use crate::{
    fixture::in_store,
    things::{NOW, environment, user},
};

fn flow() -> Component {
    Component { kind: "flow".to_owned(), key: "1".to_owned() }
}

fn changed(by: PrincipalId) -> HandChange {
    HandChange { digest: vec![1, 2], by, at: NOW, break_glass: Some(BreakGlassId::new()) }
}

fn accepted(by: PrincipalId) -> Accepted {
    Accepted { digest: vec![3], by, at: NOW, reason: "Until the next release.".to_owned(), until: Some(NOW) }
}

pub(crate) fn fill(tx: &mut Tx<'_>, environment: EnvironmentId, by: PrincipalId) -> Result<(), StoreError> {
    drift::put_change(tx, environment, &flow(), &changed(by))?;
    drift::accept(tx, environment, "Orders", &flow(), &accepted(by))
}

#[test]
fn who_changed_something_last_is_known_in_its_environment() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let (ada, ben) = (user(tx, "ada")?, user(tx, "ben")?);
        let role = Component { kind: "role".to_owned(), ..flow() };
        drift::put_change(tx, prod, &flow(), &changed(ada))?;
        let at = Timestamp(NOW.0 + 1);
        let last = HandChange { at, break_glass: None, digest: vec![9], ..changed(ben) };
        drift::put_change(tx, prod, &flow(), &HandChange { at: NOW, ..last.clone() })?;
        drift::put_change(tx, prod, &flow(), &last)?;
        assert_eq!(drift::change(tx, prod, &flow())?, Some(last));
        assert_eq!(drift::change(tx, prod, &role)?, None);
        assert_eq!(drift::change(tx, dev, &flow())?, None);
        assert_eq!(drift::changers(tx, prod)?, [(flow(), ada, NOW), (flow(), ben, at)], "each the last time");
        assert_eq!(drift::changers(tx, dev)?, []);
        Ok(())
    });
}

#[test]
fn what_is_accepted_is_accepted_of_one_solution() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let ada = user(tx, "ada")?;
        drift::accept(tx, prod, "Orders", &flow(), &accepted(ada))?;
        let later = Accepted { at: Timestamp(NOW.0 + 1), until: None, ..accepted(ada) };
        drift::accept(tx, prod, "orders", &flow(), &later)?;
        assert_eq!(drift::accepted(tx, prod, "ORDERS", &flow())?, Some(later), "names of solutions have no case");
        assert_eq!(drift::accepted(tx, prod, "Invoices", &flow())?, None);
        assert_eq!(drift::accepted(tx, dev, "Orders", &flow())?, None);
        Ok(())
    });
}
