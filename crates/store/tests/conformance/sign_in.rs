//! What signs people in: passwords, sessions and API tokens.

use model::{PrincipalId, SessionId, Timestamp, TokenId};
use store::{passwords, sessions, sessions::Session, tokens, tokens::ApiToken};

use crate::{fixture::in_store, things::user};

#[test]
fn failed_attempts_are_counted_and_forgotten() {
    in_store(|tx| {
        let sam = user(tx, "sam")?;
        assert_eq!(passwords::get(tx, sam)?, None);
        passwords::set(tx, sam, "$argon2id$x")?;
        passwords::failed(tx, sam, Timestamp(5))?;
        passwords::failed(tx, sam, Timestamp(9))?;
        let stored = passwords::get(tx, sam)?.expect("a password");
        assert_eq!((stored.failures, stored.not_before), (2, Timestamp(9)));
        assert!(!format!("{stored:?}").contains("argon2"));
        passwords::succeeded(tx, sam)?;
        assert_eq!(passwords::get(tx, sam)?.expect("a password").failures, 0);
        passwords::failed(tx, sam, Timestamp(9))?;
        passwords::set(tx, sam, "$argon2id$y")?;
        let stored = passwords::get(tx, sam)?.expect("a password");
        assert_eq!((stored.phc.as_str(), stored.failures, stored.not_before), ("$argon2id$y", 0, Timestamp(0)));
        Ok(())
    });
}

#[test]
fn sessions_are_found_by_hash_and_end() {
    in_store(|tx| {
        let sam = PrincipalId::new();
        let session = |ends: i64| Session {
            id: SessionId::new(),
            principal: sam,
            created_at: Timestamp(1),
            expires_at: Timestamp(ends),
        };
        for (hash, ends) in [(1, 10), (2, 20), (3, 30)] {
            sessions::insert(tx, &[hash; 32], &session(ends))?;
        }
        assert_eq!(sessions::by_hash(tx, &[2; 32])?.map(|session| session.expires_at), Some(Timestamp(20)));
        assert_eq!(sessions::by_hash(tx, &[9; 32])?, None);
        assert_eq!(
            sessions::delete_expired(tx, Timestamp(20))?,
            1,
            "what ends at that instant has not ended before it"
        );
        assert!(sessions::delete(tx, &[2; 32])?);
        assert!(!sessions::delete(tx, &[2; 32])?);
        assert_eq!(sessions::delete_of(tx, sam)?, 1);
        assert_eq!(sessions::by_hash(tx, &[3; 32])?, None);
        Ok(())
    });
}

#[test]
fn tokens_are_listed_until_they_are_revoked() {
    in_store(|tx| {
        let sam = PrincipalId::new();
        let token = |name: &str, expires_at| ApiToken {
            id: TokenId::new(),
            principal: sam,
            name: name.to_owned(),
            created_at: Timestamp(1),
            expires_at,
            revoked_at: None,
        };
        let (first, second) = (token("first", None), token("second", Some(Timestamp(9))));
        tokens::insert(tx, &[1; 32], &first)?;
        tokens::insert(tx, &[2; 32], &second)?;
        assert_eq!(tokens::by_hash(tx, &[2; 32])?, Some(second.clone()));
        assert_eq!(tokens::list_of(tx, sam)?, [first.clone(), second.clone()]);
        assert!(!tokens::revoke(tx, PrincipalId::new(), first.id, Timestamp(5))?, "it is not another's to revoke");
        assert!(tokens::revoke(tx, sam, first.id, Timestamp(5))?);
        assert!(!tokens::revoke(tx, sam, first.id, Timestamp(6))?);
        assert_eq!(tokens::list_of(tx, sam)?, [second]);
        assert_eq!(tokens::revoke_all(tx, PrincipalId::new(), Timestamp(6))?, 0);
        assert_eq!(tokens::revoke_all(tx, sam, Timestamp(6))?, 1, "the other one is revoked already");
        assert_eq!(tokens::list_of(tx, sam)?, []);
        let revoked = tokens::by_hash(tx, &[1; 32])?.expect("a token");
        assert_eq!((revoked.revoked_at, revoked.is_valid(Timestamp(5))), (Some(Timestamp(5)), false));
        let again = tx.nested(|tx| tokens::insert(tx, &[1; 32], &first));
        assert!(again.expect_err("the hash is taken").is_duplicate());
        Ok(())
    });
}
