//! What somebody may do with a connection.

use model::ConnectionAction;

/// What a caller is to a connection. Several grants, own and through groups, add up.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ConnectionStanding {
    /// Whether it is the caller's own, or a service account's for which the caller answers.
    pub owns: bool,
    /// Whether a service account owns it, which the caller sponsors or whose team the caller is in.
    pub answers: bool,
    /// What grants that reach the caller allow.
    pub granted: Vec<ConnectionAction>,
    /// Whether the caller owns a flow that uses it.
    pub owns_a_flow: bool,
    /// Whether the caller sees all connections of the environment.
    pub sees_all: bool,
    /// Whether the caller manages all connections of the environment.
    pub manages_all: bool,
    /// Whether only its owner may use it.
    pub private: bool,
}

/// Whether somebody who stands so may do this with a connection.
///
/// Owners of flows see what their flows use, and need a right of their own for anything else. Whoever manages the connections
/// of the environment may do everything, except lend somebody's private connection or replace its credentials. Whoever answers for the
/// service account that owns it mends it, and does not let flows act as that account.
pub fn may_with_connection(standing: &ConnectionStanding, action: ConnectionAction) -> bool {
    let seen =
        action == ConnectionAction::See && (standing.owns_a_flow || standing.sees_all || !standing.granted.is_empty());
    let granted = standing.granted.contains(&action) && !standing.private;
    let closed = standing.private && matches!(action, ConnectionAction::Use | ConnectionAction::Rebind);
    let mends = standing.answers && action != ConnectionAction::Use;
    standing.owns || seen || granted || ((standing.manages_all || mends) && !closed)
}

/// How somebody who signs in anew repairs what uses a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reauthentication {
    /// The connection keeps its id and its owner, and gets new credentials.
    Renew,
    /// The connection keeps its id. It is the caller's from then on, with the caller's credentials and nothing of the former owner's.
    TakeOver,
    /// The connection stays as it is. The caller gets one of his own, and his flows use that one instead.
    Replace,
}

/// What decides how somebody signs in anew.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReauthenticationFacts {
    /// What the caller is to the connection.
    pub standing: ConnectionStanding,
    /// Whether a service account owns it.
    pub of_service_account: bool,
    /// Whether its owner may act no more.
    pub owner_is_gone: bool,
    /// How many flows use it.
    pub flows: usize,
    /// Of how many of those the caller may swap the connections.
    pub rebindable: usize,
}

/// How the caller's signing in anew repairs what uses a connection; `None`: the caller has no part in it.
///
/// A connection changes hands only by a right on it, or when its owner is gone and nobody else's flow uses it. So a co-owner of one
/// flow takes nothing over that others rely on, and nothing from somebody who is still here.
pub fn reauthentication(facts: &ReauthenticationFacts) -> Option<Reauthentication> {
    let may = may_with_connection(&facts.standing, ConnectionAction::Rebind);
    if may && (facts.standing.owns || facts.of_service_account) {
        return Some(Reauthentication::Renew);
    }
    let all_are_his = facts.rebindable > 0 && facts.rebindable == facts.flows;
    if may || (all_are_his && facts.owner_is_gone && !facts.of_service_account && !facts.standing.private) {
        return Some(Reauthentication::TakeOver);
    }
    (facts.rebindable > 0).then_some(Reauthentication::Replace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(flows: usize, rebindable: usize) -> ReauthenticationFacts {
        ReauthenticationFacts { flows, rebindable, ..ReauthenticationFacts::default() }
    }

    fn granted(actions: &[ConnectionAction]) -> ConnectionStanding {
        ConnectionStanding { granted: actions.to_vec(), ..ConnectionStanding::default() }
    }

    #[test]
    fn an_owner_renews_and_whoever_may_rebind_takes_over() {
        let own = ConnectionStanding { owns: true, ..ConnectionStanding::default() };
        let rebinds = granted(&[ConnectionAction::Rebind]);
        let of = |standing| ReauthenticationFacts { standing, ..facts(2, 1) };
        assert_eq!(reauthentication(&of(own)), Some(Reauthentication::Renew));
        assert_eq!(reauthentication(&of(rebinds.clone())), Some(Reauthentication::TakeOver));
        let robot = ReauthenticationFacts { of_service_account: true, ..of(rebinds) };
        assert_eq!(reauthentication(&robot), Some(Reauthentication::Renew), "a service account keeps what it has");
        let uses = granted(&[ConnectionAction::Use]);
        assert_eq!(reauthentication(&of(uses)), Some(Reauthentication::Replace), "using is not replacing");
    }

    #[test]
    fn whoever_answers_for_a_service_account_renews_what_it_has() {
        let answers = ConnectionStanding { answers: true, ..ConnectionStanding::default() };
        let robots = ReauthenticationFacts { standing: answers, of_service_account: true, ..facts(2, 0) };
        assert_eq!(reauthentication(&robots), Some(Reauthentication::Renew));
        let gone = ReauthenticationFacts { owner_is_gone: true, ..robots };
        assert_eq!(reauthentication(&gone), Some(Reauthentication::Renew), "it is not taken from the account");
    }

    #[test]
    fn a_co_owner_takes_over_only_what_nobody_else_relies_on() {
        let gone = |flows, rebindable| ReauthenticationFacts { owner_is_gone: true, ..facts(flows, rebindable) };
        assert_eq!(reauthentication(&gone(2, 2)), Some(Reauthentication::TakeOver));
        assert_eq!(reauthentication(&gone(3, 2)), Some(Reauthentication::Replace), "another's flow uses it");
        assert_eq!(reauthentication(&facts(2, 2)), Some(Reauthentication::Replace), "its owner is here");
        assert_eq!(reauthentication(&gone(0, 0)), None, "nothing to repair");
        assert_eq!(reauthentication(&gone(1, 0)), None, "not his flow");
        let robots = ReauthenticationFacts { of_service_account: true, ..gone(1, 1) };
        assert_eq!(reauthentication(&robots), Some(Reauthentication::Replace));
        let standing = ConnectionStanding { private: true, ..ConnectionStanding::default() };
        let private = ReauthenticationFacts { standing, ..gone(1, 1) };
        assert_eq!(reauthentication(&private), Some(Reauthentication::Replace));
    }
}
