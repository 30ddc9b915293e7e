//! Pipelines: who makes one, who knows of it, and what cannot be one.

use app::{
    ErrorKind, environments,
    pipelines::{self, NewPipeline, NewStage},
    principals,
};
use model::{EnvironmentRole, ErrorCode};

use crate::world::{World, kind};

fn stage(environment: &str) -> NewStage {
    NewStage { environment: environment.to_owned(), approvals: 0, approvers: Vec::new(), deployer: None, replay: 0 }
}

fn to_prod() -> NewPipeline {
    let prod = NewStage { approvals: 1, approvers: vec!["team".to_owned(), "Sam".to_owned()], ..stage("prod") };
    NewPipeline { name: "orders".to_owned(), description: String::new(), source: "dev".to_owned(), stages: vec![prod] }
}

#[tokio::test]
async fn an_administrator_makes_one_and_its_people_know_it() {
    let world = World::new().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    assert_eq!(kind(pipelines::create(steward, &world.op("soul").await, to_prod(), false).await), ErrorKind::Forbidden);
    let tried = pipelines::create(steward, &ada, to_prod(), true).await.expect("a dry run");
    assert!(pipelines::list(steward, &ada).await.expect("a list").is_empty());
    let made = pipelines::create(steward, &ada, to_prod(), false).await.expect("made");
    assert_eq!(made.stages, tried.stages);
    assert_eq!((made.source.as_str(), made.may_manage, made.may_request), ("dev", true, true));
    assert_eq!(kind(pipelines::create(steward, &ada, to_prod(), false).await), ErrorKind::Conflict);

    // Makers of the source see it; David may only use what is shared there; Olga is nowhere until she may approve.
    let seen = pipelines::get(steward, &world.op("soul").await, "orders").await.expect("known");
    assert!(!seen.may_manage && !seen.may_request);
    for stranger in ["david", "olga"] {
        let op = world.op(stranger).await;
        assert_eq!(kind(pipelines::get(steward, &op, "orders").await), ErrorKind::NotFound);
        assert!(pipelines::list(steward, &op).await.expect("a list").is_empty());
    }
    principals::set_group_member(steward, &ada, "team", "olga", true).await.expect("a member");
    let olga = world.op("olga").await;
    pipelines::get(steward, &olga, "orders").await.expect("an approver knows it");
    assert_eq!(kind(pipelines::delete(steward, &olga, "orders").await), ErrorKind::Forbidden);

    let changed = NewPipeline { stages: vec![stage("prod")], description: "Nobody approves".to_owned(), ..to_prod() };
    let changed = pipelines::update(steward, &ada, changed, false).await.expect("changed");
    assert_eq!((changed.id, changed.stages[0].approvals), (made.id, 0));
    assert_eq!(kind(pipelines::get(steward, &olga, "orders").await), ErrorKind::NotFound);
    pipelines::delete(steward, &ada, "orders").await.expect("deleted");
    assert_eq!(kind(pipelines::delete(steward, &ada, "orders").await), ErrorKind::NotFound);
}

#[tokio::test]
async fn what_cannot_be_a_pipeline_is_refused_with_its_place() {
    let world = World::new().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let with = |stage: NewStage| NewPipeline { stages: vec![stage], ..to_prod() };
    let many = vec!["ada".to_owned(); 3];
    for (wrong, place) in [
        (NewPipeline { name: "To prod".to_owned(), ..to_prod() }, "name"),
        (NewPipeline { source: "nowhere".to_owned(), ..to_prod() }, "source"),
        (NewPipeline { stages: Vec::new(), ..to_prod() }, "stages"),
        (NewPipeline { stages: vec![stage("prod"); 11], ..to_prod() }, "stages"),
        (NewPipeline { stages: vec![stage("prod"), stage("prod")], ..to_prod() }, "stages/1/environment"),
        (with(stage("dev")), "stages/0/environment"),
        (with(stage("nowhere")), "stages/0/environment"),
        (with(NewStage { approvals: 1, ..stage("prod") }), "stages/0/approvals"),
        (with(NewStage { approvals: 11, approvers: many, ..stage("prod") }), "stages/0/approvals"),
        (with(NewStage { approvers: vec!["robot".to_owned()], ..stage("prod") }), "stages/0/approvers"),
        (with(NewStage { deployer: Some("soul".to_owned()), ..stage("prod") }), "stages/0/deployer"),
        (with(NewStage { replay: 201, ..stage("prod") }), "stages/0/replay"),
    ] {
        let refused = pipelines::create(steward, &ada, wrong, false).await.expect_err("refused");
        assert_eq!((refused.kind, refused.path.as_deref()), (ErrorKind::Invalid, Some(place)), "{refused}");
    }

    // A service account deploys where it may install solutions, and nowhere else.
    let robot = || with(NewStage { deployer: Some("robot".to_owned()), ..stage("prod") });
    let refused = pipelines::create(steward, &ada, robot(), false).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::DeployerUnable);
    environments::set_member(steward, &ada, "prod", "robot", EnvironmentRole::Admin).await.expect("a member");
    let made = pipelines::create(steward, &ada, robot(), false).await.expect("made");
    assert_eq!(made.stages[0].deployer.as_ref().map(|chip| chip.name.as_str()), Some("robot"));
    principals::disable(steward, &ada, "robot").await.expect("disabled");
    let refused = pipelines::update(steward, &ada, robot(), true).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::DeployerUnable);
    assert!(refused.message.contains("was deactivated on"), "{refused}");
}
