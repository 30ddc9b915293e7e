//! What provisioning clients keep.

use model::Timestamp;
use store::scim;

use crate::{
    fixture::in_store,
    things::{NOW, user},
};

#[test]
fn what_is_said_replaces_what_was_and_keeps_when_it_was_first() {
    in_store(|tx| {
        let (sam, soul) = (user(tx, "sam")?, user(tx, "soul")?);
        assert_eq!(scim::get(tx, sam)?, None);
        scim::put(tx, sam, "{}", NOW)?;
        scim::put(tx, soul, "{}", NOW)?;
        scim::put(tx, sam, r#"{"title":"Dr."}"#, Timestamp(NOW.0 + 1))?;
        let kept = scim::get(tx, sam)?.expect("kept");
        assert_eq!(&*kept.document, r#"{"title":"Dr."}"#);
        assert_eq!((kept.created_at, kept.modified_at), (NOW, Timestamp(NOW.0 + 1)));
        let all = scim::all(tx)?;
        assert_eq!((all.len(), &*all[&soul].document, &all[&sam]), (2, "{}", &kept));
        Ok(())
    });
}
