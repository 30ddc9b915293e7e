//! What signs people in: passwords, sessions and API tokens.

use model::{EnvironmentId, PrincipalId, SessionId, Timestamp, TokenId};
use store::{
    passwords, provider_users, second_factors, sessions, sessions::Session, sign_ins, sign_ins::SignIn, tokens,
    tokens::ApiToken,
};

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
            used_at: Timestamp(1),
            how: "password".to_owned(),
            browser: "Lynx".to_owned(),
        };
        for (hash, ends) in [(1, 10), (2, 20), (3, 30)] {
            sessions::insert(tx, &[hash; 32], &session(ends))?;
        }
        assert_eq!(sessions::by_hash(tx, &[2; 32])?.map(|session| session.expires_at), Some(Timestamp(20)));
        assert_eq!(sessions::by_hash(tx, &[9; 32])?, None);
        let newest = sessions::list_of(tx, sam)?.remove(0);
        assert_eq!((newest.expires_at, newest.browser.as_str()), (Timestamp(30), "Lynx"));
        sessions::used(tx, newest.id, Timestamp(7))?;
        assert_eq!(sessions::by_hash(tx, &[3; 32])?.map(|session| session.used_at), Some(Timestamp(7)));
        assert_eq!(
            sessions::delete_expired(tx, Timestamp(20))?,
            1,
            "what ends at that instant has not ended before it"
        );
        assert!(sessions::delete(tx, &[2; 32])?);
        assert!(!sessions::delete(tx, &[2; 32])?);
        assert!(!sessions::delete_one_of(tx, PrincipalId::new(), newest.id)?, "it is not another's to end");
        assert!(sessions::delete_one_of(tx, sam, newest.id)?);
        assert_eq!(sessions::by_hash(tx, &[3; 32])?, None);
        sessions::insert(tx, &[3; 32], &session(30))?;
        assert_eq!(sessions::delete_of(tx, sam)?, 1);
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
            scopes: "flows:read".to_owned(),
            environment: Some(EnvironmentId(7)),
            used_at: None,
        };
        let (first, second) = (token("first", None), token("second", Some(Timestamp(9))));
        tokens::insert(tx, &[1; 32], &first)?;
        tokens::insert(tx, &[2; 32], &second)?;
        assert_eq!(tokens::by_hash(tx, &[2; 32])?, Some(second.clone()));
        assert_eq!(tokens::list_of(tx, sam)?, [first.clone(), second.clone()]);
        tokens::used(tx, second.id, Timestamp(4))?;
        let second = ApiToken { used_at: Some(Timestamp(4)), ..second };
        assert_eq!(tokens::by_hash(tx, &[2; 32])?, Some(second.clone()));
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

#[test]
fn sign_ins_under_way_are_taken_once_and_expire() {
    in_store(|tx| {
        let sam = PrincipalId::new();
        let at_provider = SignIn::Provider { provider: "corp".to_owned(), return_to: "/e/dev".to_owned() };
        let code = SignIn::Code { principal: sam };
        sign_ins::insert(tx, &[1; 32], &at_provider, Timestamp(10))?;
        sign_ins::insert(tx, &[2; 32], &code, Timestamp(20))?;
        assert_eq!(sign_ins::get(tx, &[1; 32], Timestamp(9))?, Some(at_provider));
        assert_eq!(sign_ins::get(tx, &[1; 32], Timestamp(10))?, None, "it has expired");
        assert_eq!(sign_ins::get(tx, &[2; 32], Timestamp(10))?, Some(code.clone()));
        assert!(sign_ins::delete(tx, &[1; 32])?);
        assert!(!sign_ins::delete(tx, &[1; 32])?);
        assert_eq!(sign_ins::delete_of(tx, PrincipalId::new())?, 0);
        assert_eq!(sign_ins::delete_of(tx, sam)?, 1);
        sign_ins::insert(tx, &[2; 32], &code, Timestamp(20))?;
        assert_eq!(
            (sign_ins::delete_expired(tx, Timestamp(20))?, sign_ins::delete_expired(tx, Timestamp(21))?),
            (0, 1)
        );
        Ok(())
    });
}

#[test]
fn a_subject_of_an_issuer_is_one_principal() {
    in_store(|tx| {
        let (sam, soul) = (PrincipalId::new(), PrincipalId::new());
        provider_users::insert(tx, "https://a.example", "1", sam)?;
        provider_users::insert(tx, "https://b.example", "1", soul)?;
        assert_eq!(provider_users::get(tx, "https://a.example", "1")?, Some(sam));
        assert_eq!(provider_users::get(tx, "https://b.example", "1")?, Some(soul), "another issuer, another user");
        assert_eq!(provider_users::get(tx, "https://a.example", "2")?, None);
        assert!(provider_users::insert(tx, "https://a.example", "1", soul).is_err(), "it is somebody already");
        let listed = provider_users::list_of(tx, sam)?;
        assert_eq!(listed, [("https://a.example".to_owned(), "1".to_owned())]);
        Ok(())
    });
}

#[test]
fn codes_and_recovery_codes_are_used_up() {
    in_store(|tx| {
        let sam = PrincipalId::new();
        assert_eq!(second_factors::get(tx, sam)?, None);
        assert!(second_factors::offer(tx, sam, b"first")?);
        assert!(second_factors::offer(tx, sam, b"second")?, "one that is not confirmed makes room");
        second_factors::failed(tx, sam, Timestamp(9))?;
        let offered = second_factors::get(tx, sam)?.expect("a factor");
        assert_eq!((offered.secret.as_slice(), offered.confirmed_at, offered.failures), (&b"second"[..], None, 1));
        assert_eq!(offered.not_before, Timestamp(9));
        assert!(!format!("{offered:?}").contains("secret"));

        assert!(second_factors::use_step(tx, sam, 7)?);
        assert!(!second_factors::use_step(tx, sam, 7)?, "a code is used once");
        assert!(!second_factors::use_step(tx, sam, 6)?, "nor is an earlier one used later");
        second_factors::confirm(tx, sam, Timestamp(5))?;
        second_factors::confirm(tx, sam, Timestamp(6))?;
        let counts = second_factors::get(tx, sam)?.expect("a factor");
        assert_eq!((counts.confirmed_at, counts.used_step, counts.failures), (Some(Timestamp(5)), 7, 0));
        assert!(!second_factors::offer(tx, sam, b"third")?, "one that counts stays");

        second_factors::set_recovery_codes(tx, sam, &[[1; 32], [2; 32]])?;
        second_factors::set_recovery_codes(tx, sam, &[[3; 32], [4; 32]])?;
        assert!(!second_factors::use_recovery_code(tx, sam, &[1; 32])?, "it was replaced");
        assert!(second_factors::use_recovery_code(tx, sam, &[3; 32])?);
        assert!(!second_factors::use_recovery_code(tx, sam, &[3; 32])?);
        assert_eq!(second_factors::recovery_codes(tx, sam)?, 1);
        assert!(second_factors::delete(tx, sam)?);
        assert!(!second_factors::delete(tx, sam)?);
        assert_eq!(second_factors::recovery_codes(tx, sam)?, 0);
        Ok(())
    });
}
