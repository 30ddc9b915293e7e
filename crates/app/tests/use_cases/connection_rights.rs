//! Rights on a connection: what each allows and no more, who gives them, and what private ones are for.

use access::Reauthentication;
use app::{
    ErrorKind, connections,
    connections::{
        Kind, NewConnection, credentials::NewCredentials, grants, impact::Asked, reauthenticate::reauthenticate,
    },
    flows::swap,
    principals,
};
use model::{ConnectionAction, ConnectionId, PrincipalKind};

use crate::world::{DATAVERSE, World, dataverse, door, kind, named, new_principal, password, row_flow};

fn private() -> NewConnection {
    NewConnection { private: true, ..dataverse(None) }
}

#[tokio::test]
async fn a_right_allows_what_it_names_and_nothing_else() {
    let world = World::new().await;
    let (steward, roohi, sam) = (&world.steward, world.op("roohi").await, world.op("sam").await);
    let id = world.connect("roohi", "dev").await.id;
    assert_eq!(kind(connections::get(steward, &sam, "dev", id).await), ErrorKind::NotFound);
    assert_eq!(kind(grants::list(steward, &sam, "dev", id).await), ErrorKind::NotFound);
    for (action, uses, manages) in [
        (ConnectionAction::See, false, false),
        (ConnectionAction::Rebind, false, false),
        (ConnectionAction::Use, true, false),
        (ConnectionAction::Manage, false, true),
    ] {
        grants::set(steward, &roohi, "dev", id, "sam", vec![action]).await.expect("given");
        let seen = connections::get(steward, &sam, "dev", id).await.expect("seen");
        let both = if action == ConnectionAction::See { vec![action] } else { vec![ConnectionAction::See, action] };
        assert_eq!(seen.may, both);
        // What a flow was let use it keeps, so each right is tried on a flow of its own.
        let name = named(world.flow("sam", &format!("{action:?}"), &row_flow("", false)).await.summary.id);
        let swapped = swap::swap(steward, &sam, "dev", &name, "shared_action", Some(id)).await;
        assert_eq!(swapped.map_err(|error| error.kind).err(), (!uses).then_some(ErrorKind::Forbidden), "{action:?}");
        swap::swap(steward, &sam, "dev", &name, "shared_action", None).await.expect("taken back");
        let given = grants::set(steward, &sam, "dev", id, "david", vec![action]).await;
        assert_eq!(given.map_err(|error| error.kind).err(), (!manages).then_some(ErrorKind::Forbidden), "{action:?}");
    }
    grants::remove(steward, &roohi, "dev", id, "sam").await.expect("taken back");
    assert_eq!(kind(grants::remove(steward, &roohi, "dev", id, "sam").await), ErrorKind::NotFound);
    assert_eq!(kind(connections::delete(steward, &sam, "dev", id).await), ErrorKind::NotFound);
}

#[tokio::test]
async fn nobody_gives_a_right_that_he_does_not_have() {
    let world = World::new().await;
    let (steward, roohi, sam) = (&world.steward, world.op("roohi").await, world.op("sam").await);
    let id = world.connect("roohi", "dev").await.id;
    let give = |op, to: &'static str, actions| async move { grants::set(steward, &op, "dev", id, to, actions).await };
    give(roohi.clone(), "sam", vec![ConnectionAction::Manage]).await.expect("given");
    for stolen in [ConnectionAction::Use, ConnectionAction::Rebind] {
        let actions = vec![ConnectionAction::Manage, stolen];
        assert_eq!(kind(give(sam.clone(), "sam", actions).await), ErrorKind::Forbidden, "{stolen:?}");
    }
    assert_eq!(kind(give(roohi.clone(), "sam", Vec::new()).await), ErrorKind::Invalid);
    assert_eq!(kind(give(roohi.clone(), "roohi", vec![ConnectionAction::Use]).await), ErrorKind::Conflict);
    assert_eq!(kind(give(roohi.clone(), "nobody", vec![ConnectionAction::Use]).await), ErrorKind::NotFound);
    let ada = world.op("ada").await;
    principals::disable(steward, &ada, "david").await.expect("disabled");
    assert_eq!(kind(give(roohi, "david", vec![ConnectionAction::Use]).await), ErrorKind::Invalid);
    connections::delete(steward, &sam, "dev", id).await.expect("whoever manages it deletes it");
}

#[tokio::test]
async fn a_group_has_rights_for_its_members_and_makes_the_connection_a_teams() {
    let world = World::new().await;
    let (steward, roohi, ada, sam) =
        (&world.steward, world.op("roohi").await, world.op("ada").await, world.op("sam").await);
    let id = world.connect("roohi", "dev").await.id;
    principals::create(steward, &ada, new_principal("nested", PrincipalKind::Group)).await.expect("a group");
    principals::set_group_member(steward, &ada, "team", "nested", true).await.expect("nested");
    principals::set_group_member(steward, &ada, "nested", "sam", true).await.expect("a member");
    grants::set(steward, &roohi, "dev", id, "team", vec![ConnectionAction::Use]).await.expect("given");
    let seen = connections::get(steward, &sam, "dev", id).await.expect("seen");
    assert_eq!((seen.kind, seen.may), (Kind::Team, vec![ConnectionAction::See, ConnectionAction::Use]));
    principals::set_group_member(steward, &ada, "nested", "sam", false).await.expect("out");
    assert_eq!(kind(connections::get(steward, &sam, "dev", id).await), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_private_connection_is_its_owners_alone() {
    let world = World::new().await;
    let (steward, david, ada) = (&world.steward, world.op("david").await, world.op("ada").await);
    assert_eq!(kind(connections::create(steward, &david, "dev", dataverse(None)).await), ErrorKind::Forbidden);
    let own = connections::create(steward, &david, "dev", private()).await.expect("a member may");
    assert_eq!(own.may, ConnectionAction::ALL);
    let robots = NewConnection { private: true, ..dataverse(Some("robot")) };
    assert_eq!(kind(connections::create(steward, &ada, "dev", robots).await), ErrorKind::Invalid);
    // Administrators see it and may delete it; they may not act as David.
    let seen = connections::get(steward, &ada, "dev", own.id).await.expect("seen");
    assert_eq!(seen.may, [ConnectionAction::See, ConnectionAction::Manage]);
    let flow = world.flow("ada", "Audit", &row_flow("", false)).await;
    let swapped = swap::swap(steward, &ada, "dev", &named(flow.summary.id), "shared_action", Some(own.id)).await;
    assert_eq!(kind(swapped), ErrorKind::Forbidden);
    let shared = grants::set(steward, &david, "dev", own.id, "sam", vec![ConnectionAction::Use]).await;
    assert_eq!(kind(shared), ErrorKind::Conflict);
}

/// A service account of Sam's team, which Soul sponsors, and a connection of it that Ada has made.
async fn robots(world: &World) -> ConnectionId {
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let facts = principals::Facts {
        team: Some(Some("team".to_owned())),
        sponsors: Some(vec!["soul".to_owned(), "olga".to_owned()]),
        ..principals::Facts::default()
    };
    principals::update(steward, &ada, "robot", facts).await.expect("owned");
    principals::set_group_member(steward, &ada, "team", "sam", true).await.expect("a member");
    let new = NewConnection { owner: Some("robot".to_owned()), ..door() };
    connections::create(steward, &ada, "dev", new).await.expect("made").id
}

#[tokio::test]
async fn the_team_and_the_sponsors_of_a_service_account_mend_what_it_owns() {
    let world = World::new().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let id = robots(&world).await;
    for who in ["sam", "soul"] {
        let op = world.op(who).await;
        let seen = connections::get(steward, &op, "dev", id).await.expect("seen");
        assert_eq!(seen.may, [ConnectionAction::See, ConnectionAction::Rebind, ConnectionAction::Manage], "{who}");
        let new = NewCredentials { parameters: None, credentials: password("anew"), expires_at: None };
        let done = reauthenticate(steward, &op, "dev", id, new, Asked::default()).await.expect("mended");
        assert_eq!((done.how, &*done.connection.owner.name), (Reauthentication::Renew, "robot"), "{who}");
        // They mend it, and let no flow of theirs act as the account, nor anybody else's.
        let through_door = row_flow("", false).replace(DATAVERSE, "shared_door");
        let flow = named(world.flow(who, &format!("Of {who}"), &through_door).await.summary.id);
        let swapped = swap::swap(steward, &op, "dev", &flow, "shared_action", Some(id)).await;
        assert_eq!(kind(swapped), ErrorKind::Forbidden, "{who}");
        for stolen in [vec![ConnectionAction::Use], vec![ConnectionAction::Manage, ConnectionAction::Use]] {
            for to in [who, "david"] {
                let given = grants::set(steward, &op, "dev", id, to, stolen.clone()).await;
                assert_eq!(kind(given), ErrorKind::Forbidden, "{who} to {to}");
            }
        }
        assert_eq!(kind(connections::probes::begin(steward, &op, "dev", id).await), ErrorKind::Forbidden);
    }
    // Olga sponsors it too, and is no member of the environment. Roohi is one, and answers for nothing.
    for who in ["olga", "roohi", "david"] {
        assert_eq!(
            kind(connections::get(steward, &world.op(who).await, "dev", id).await),
            ErrorKind::NotFound,
            "{who}"
        );
    }
    // Another account's is another's; and a person's team gives nothing.
    principals::create(steward, &ada, new_principal("other", PrincipalKind::ServiceAccount)).await.expect("created");
    let others = NewConnection { owner: Some("other".to_owned()), ..door() };
    let others = connections::create(steward, &ada, "dev", others).await.expect("made").id;
    let sam = world.op("sam").await;
    assert_eq!(kind(connections::get(steward, &sam, "dev", others).await), ErrorKind::NotFound);
    // Whoever leaves the team, or is no sponsor any more, has it no more.
    principals::set_group_member(steward, &ada, "team", "sam", false).await.expect("gone");
    let none = principals::Facts { sponsors: Some(Vec::new()), ..principals::Facts::default() };
    principals::update(steward, &ada, "robot", none).await.expect("unsponsored");
    for who in ["sam", "soul"] {
        let op = world.op(who).await;
        assert_eq!(kind(connections::get(steward, &op, "dev", id).await), ErrorKind::NotFound, "{who}");
        assert_eq!(kind(connections::delete(steward, &op, "dev", id).await), ErrorKind::NotFound, "{who}");
    }
}

#[tokio::test]
async fn who_answers_for_an_account_repairs_it_when_whoever_made_it_is_gone() {
    let world = World::new().await;
    let (steward, ada, soul) = (&world.steward, world.op("ada").await, world.op("soul").await);
    let id = robots(&world).await;
    principals::disable(steward, &ada, "robot").await.expect("disabled");
    let new = NewCredentials { parameters: None, credentials: password("anew"), expires_at: None };
    let done = reauthenticate(steward, &soul, "dev", id, new, Asked::default()).await.expect("mended");
    assert_eq!((done.how, &*done.connection.owner.name), (Reauthentication::Renew, "robot"), "it stays the account's");
    connections::delete(steward, &soul, "dev", id).await.expect("deleted");
}
