//! Mails that are to go out, and that went.

use model::PrincipalId;
use store::{
    StoreError, Tx,
    mails::{self, Mail},
};

use crate::{
    fixture::in_store,
    things::{NOW, user},
};

fn mail(key: &str, principal: PrincipalId) -> Mail {
    Mail {
        key: key.to_owned(),
        principal,
        subject: "Grüße".to_owned(),
        text: "Hello".to_owned(),
        html: "<p>Hello</p>".to_owned(),
        made_at: NOW,
        attempt: 1,
        problem: None,
    }
}

pub(crate) fn fill(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<(), StoreError> {
    mails::insert(tx, &mail("digest/2026-11-23/sam", principal))?;
    mails::take_week(tx, "2026-11-23", NOW)?;
    Ok(())
}

#[test]
fn a_mail_is_there_once_and_goes_out_once() {
    in_store(|tx| {
        let sam = user(tx, "sam")?;
        let (first, second) = (mail("a", sam), mail("b", sam));
        assert!(!mails::is_there(tx, "a")?);
        assert!(mails::insert(tx, &first)?);
        assert!(mails::is_there(tx, "a")?);
        assert!(mails::insert(tx, &second)?);
        assert!(!mails::insert(tx, &Mail { subject: "Again".to_owned(), ..mail("a", sam) })?);
        assert_eq!(mails::due(tx, NOW.plus_millis(-1))?, None);
        assert_eq!(mails::due(tx, NOW)?, Some(first.clone()));
        mails::again(tx, "a", NOW.plus_millis(5), "try later")?;
        let again = Mail { attempt: 2, problem: Some("try later".to_owned()), ..first };
        assert_eq!(mails::due(tx, NOW)?, Some(second), "the other one's turn");
        assert_eq!(mails::troubled(tx, 9)?, [again]);
        mails::given_up(tx, "b", "no such mailbox")?;
        assert_eq!(mails::waiting(tx)?, 1);
        mails::sent(tx, "a", NOW.plus_millis(6))?;
        assert_eq!((mails::due(tx, NOW.plus_millis(9))?, mails::waiting(tx)?), (None, 0));
        let troubled = mails::troubled(tx, 9)?;
        assert_eq!(troubled.iter().map(|it| &*it.key).collect::<Vec<_>>(), ["b"]);
        assert!(!mails::insert(tx, &mail("a", sam))?, "what went out is remembered");
        Ok(())
    });
}

#[test]
fn a_week_is_taken_once_and_old_ones_are_forgotten() {
    in_store(|tx| {
        let sam = user(tx, "sam")?;
        assert!(!mails::is_week_taken(tx, "2026-11-23")?);
        assert!(mails::take_week(tx, "2026-11-23", NOW)?);
        assert!(!mails::take_week(tx, "2026-11-23", NOW.plus_millis(1))?);
        assert!(mails::is_week_taken(tx, "2026-11-23")?);
        for key in ["waits", "went"] {
            mails::insert(tx, &mail(key, sam))?;
        }
        mails::sent(tx, "went", NOW)?;
        mails::forget(tx, NOW)?;
        assert!(!mails::insert(tx, &mail("went", sam))?, "nothing is older");
        mails::forget(tx, NOW.plus_millis(1))?;
        assert!(!mails::is_week_taken(tx, "2026-11-23")?);
        assert_eq!(mails::waiting(tx)?, 1, "what is to go out stays");
        assert!(mails::insert(tx, &mail("went", sam))?);
        Ok(())
    });
}
