//! Hours in which a protected environment may be changed by hand.

use model::{BreakGlass, BreakGlassId, EnvironmentId, PrincipalId, Timestamp};
use store::{StoreError, Tx, break_glass};

use crate::{
    fixture::in_store,
    things::{NOW, environment, user},
};

fn asked(environment: EnvironmentId, by: PrincipalId, at: i64) -> BreakGlass {
    BreakGlass {
        id: BreakGlassId::new(),
        environment,
        reason: "The wrong address.".to_owned(),
        minutes: 30,
        asked_by: by,
        asked_at: Timestamp(NOW.0 + at),
        approved_by: None,
        until: None,
        ended_by: None,
        ended_at: None,
    }
}

pub(crate) fn fill(tx: &mut Tx<'_>, environment: EnvironmentId, by: PrincipalId) -> Result<(), StoreError> {
    break_glass::put(tx, &BreakGlass { until: Some(NOW), ..asked(environment, by, 0) })
}

#[test]
fn the_newest_of_an_environment_is_found() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let (ada, ben) = (user(tx, "ada")?, user(tx, "ben")?);
        assert_eq!(break_glass::newest(tx, prod)?, None);
        let (first, second) = (asked(prod, ada, 1), asked(prod, ben, 2));
        break_glass::put(tx, &second)?;
        break_glass::put(tx, &first)?;
        assert_eq!(break_glass::newest(tx, prod)?, Some(second.clone()));
        assert_eq!(break_glass::newest(tx, dev)?, None);
        let approved = BreakGlass { approved_by: Some(ada), until: Some(Timestamp(NOW.0 + 9)), ..second };
        break_glass::put(tx, &approved)?;
        let ended = BreakGlass { ended_by: Some(ben), ended_at: Some(NOW), ..first };
        break_glass::put(tx, &ended)?;
        assert_eq!(break_glass::by_id(tx, prod, approved.id)?, Some(approved.clone()));
        assert_eq!(break_glass::by_id(tx, dev, approved.id)?, None, "it is known in its environment alone");
        assert_eq!(break_glass::list(tx, prod)?, [approved, ended]);
        Ok(())
    });
}
