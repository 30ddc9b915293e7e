//! Pipelines and promotions.

use model::{
    EnvironmentId, PipelineId, PrincipalId, PrincipalKind, PromotionDecision, PromotionId, PromotionStatus, ReleaseId,
    Timestamp,
};
use store::{
    StoreError, Tx,
    pipelines::{self, StoredPipeline, StoredStage},
    promotions::{self, StoredDecision, StoredPromotion, StoredReplay, Written},
    solutions::components::Component,
};

use crate::{
    fixture::in_store,
    things::{NOW, environment, principal, user},
};

fn stage(environment: EnvironmentId, approvals: u32, mut approvers: Vec<PrincipalId>) -> StoredStage {
    approvers.sort();
    StoredStage { environment, approvals, approvers, deployer: None, replay: 0 }
}

fn promotion(pipeline: PipelineId, environment: EnvironmentId, who: PrincipalId) -> StoredPromotion {
    StoredPromotion {
        id: PromotionId::new(),
        pipeline,
        pipeline_name: "orders".to_owned(),
        environment,
        solution: "Orders".to_owned(),
        display_name: "Orders".to_owned(),
        version: "1.1.0.0".to_owned(),
        from_version: None,
        package: "aa".to_owned(),
        mode: "upgrade".to_owned(),
        settings: None,
        note: Some("for the audit".to_owned()),
        rollback_of: None,
        status: PromotionStatus::Open,
        plan_digest: "p1".to_owned(),
        can_apply: false,
        problem: None,
        requested_by: who,
        requested_at: NOW,
        release: None,
    }
}

/// A pipeline, and a promotion with all that belongs to one.
pub(crate) fn fill(tx: &mut Tx<'_>, environment: EnvironmentId, who: PrincipalId) -> Result<(), StoreError> {
    let pipeline = StoredPipeline {
        id: PipelineId::new(),
        name: "orders".to_owned(),
        description: "To prod".to_owned(),
        source: environment,
        stages: vec![StoredStage { deployer: Some(who), ..stage(environment, 1, vec![who]) }],
    };
    pipelines::insert(tx, &pipeline)?;
    let promotion = promotion(pipeline.id, environment, who);
    promotions::put(tx, &promotion, NOW)?;
    promotions::add_plan(tx, promotion.id, "p1", "{}")?;
    promotions::set_replay(tx, promotion.id, "p1", &replayed(who, 5))?;
    promotions::set_authors(tx, promotion.id, &[who])?;
    promotions::set_written(tx, "aa", environment, &[written(who, 1)])?;
    promotions::decide(tx, promotion.id, "p1", &said(who, PromotionDecision::Approve))
}

fn replayed(by: PrincipalId, covers: u32) -> StoredReplay {
    StoredReplay { by, at: NOW, covers, report: "{}".to_owned() }
}

fn written(author: PrincipalId, version: i64) -> Written {
    Written { component: Component { kind: "flow".to_owned(), key: "3".to_owned() }, made: 4, author, version }
}

fn said(principal: PrincipalId, decision: PromotionDecision) -> StoredDecision {
    StoredDecision { principal, decision, comment: Some("ä".to_owned()), at: NOW }
}

#[test]
fn a_pipeline_reads_back_with_its_stages_in_order() {
    in_store(|tx| {
        let [dev, test, prod] = ["dev", "test", "prod"].map(|name| environment(tx, name));
        let (dev, test, prod) = (dev?, test?, prod?);
        let (ada, team) = (user(tx, "ada")?, principal(tx, "team", PrincipalKind::Group)?);
        let robot = principal(tx, "robot", PrincipalKind::ServiceAccount)?;
        let mut pipeline = StoredPipeline {
            id: PipelineId::new(),
            name: "orders".to_owned(),
            description: String::new(),
            source: dev,
            stages: vec![
                stage(prod, 2, vec![team, ada]),
                StoredStage { deployer: Some(robot), replay: 20, ..stage(test, 0, Vec::new()) },
            ],
        };
        pipelines::insert(tx, &pipeline)?;
        assert_eq!(pipelines::by_name(tx, "orders")?, Some(pipeline.clone()));
        let same_name = StoredPipeline { id: PipelineId::new(), ..pipeline.clone() };
        let taken = pipelines::insert(tx, &same_name).expect_err("the name is taken");
        assert!(matches!(taken, StoreError::Exists(_)), "{taken}");
        let other = StoredPipeline { id: PipelineId::new(), name: "bills".to_owned(), ..pipeline.clone() };
        pipelines::insert(tx, &other)?;

        pipeline.stages = vec![stage(test, 1, vec![ada])];
        pipeline.description = "To test".to_owned();
        pipelines::update(tx, &pipeline)?;
        assert_eq!(pipelines::by_id(tx, pipeline.id)?, Some(pipeline.clone()));
        assert_eq!(pipelines::list(tx)?, [other.clone(), pipeline.clone()]);
        assert_eq!(pipelines::through(tx, test)?, ["bills", "orders"]);
        assert_eq!(pipelines::through(tx, prod)?, ["bills"]);
        assert_eq!(pipelines::through(tx, dev)?, [""; 0]);

        assert!(pipelines::delete(tx, pipeline.id)?);
        assert!(!pipelines::delete(tx, pipeline.id)?);
        assert_eq!(pipelines::by_name(tx, "orders")?, None);
        assert_eq!(pipelines::through(tx, test)?, ["bills"]);
        Ok(())
    });
}

#[test]
fn a_replay_is_of_one_plan_and_the_newest_counts() {
    in_store(|tx| {
        let (test, ada, ben) = (environment(tx, "test")?, user(tx, "ada")?, user(tx, "ben")?);
        let promotion = promotion(PipelineId::new(), test, ada);
        promotions::put(tx, &promotion, NOW)?;
        assert_eq!(promotions::replay(tx, promotion.id, "p1")?, None);
        promotions::set_replay(tx, promotion.id, "p1", &replayed(ada, 5))?;
        assert_eq!(promotions::replay(tx, promotion.id, "p1")?, Some(replayed(ada, 5)));
        assert_eq!(promotions::replay(tx, promotion.id, "p2")?, None, "of another plan");
        assert_eq!(promotions::replay(tx, PromotionId::new(), "p1")?, None);
        promotions::set_replay(tx, promotion.id, "p2", &replayed(ben, 7))?;
        assert_eq!(promotions::replay(tx, promotion.id, "p1")?, None);
        assert_eq!(promotions::replay(tx, promotion.id, "p2")?, Some(replayed(ben, 7)));
        Ok(())
    });
}

#[test]
fn a_promotion_reads_back_and_keeps_what_it_is_about() {
    in_store(|tx| {
        let (test, prod, ada) = (environment(tx, "test")?, environment(tx, "prod")?, user(tx, "ada")?);
        let pipeline = PipelineId::new();
        let first = promotion(pipeline, test, ada);
        let later = StoredPromotion { requested_at: Timestamp(NOW.0 + 5), ..promotion(pipeline, prod, ada) };
        promotions::put(tx, &first, NOW)?;
        promotions::put(tx, &later, NOW)?;
        assert_eq!(promotions::list(tx, None, 9)?, [later.clone(), first.clone()]);
        assert_eq!(promotions::list(tx, None, 1)?, std::slice::from_ref(&later));
        assert_eq!(promotions::list(tx, Some(later.id), 9)?, std::slice::from_ref(&first));
        assert_eq!(promotions::open(tx, pipeline)?, [first.clone(), later.clone()]);
        assert_eq!(promotions::open(tx, PipelineId::new())?, []);
        assert!(!promotions::was_applied(tx, pipeline, test, "aa")?);

        let applied = StoredPromotion {
            status: PromotionStatus::Applied,
            settings: Some("{}".to_owned()),
            from_version: Some("1.0.0.0".to_owned()),
            plan_digest: "p2".to_owned(),
            can_apply: true,
            problem: Some("x".to_owned()),
            release: Some(ReleaseId::new()),
            ..first.clone()
        };
        promotions::put(
            tx,
            &StoredPromotion { package: "bb".to_owned(), requested_by: PrincipalId::new(), ..applied.clone() },
            Timestamp(NOW.0 + 7),
        )?;
        assert_eq!(promotions::recent(tx, Timestamp(NOW.0 + 7))?, [applied.clone(), later.clone()]);
        assert_eq!(promotions::recent(tx, Timestamp(NOW.0 + 8))?, std::slice::from_ref(&later), "it is open");
        assert_eq!(promotions::by_id(tx, first.id)?, Some(applied), "what it is about does not change");
        assert_eq!(promotions::open(tx, pipeline)?, [later]);
        assert!(promotions::was_applied(tx, pipeline, test, "aa")?);
        assert!(!promotions::was_applied(tx, pipeline, prod, "aa")?);
        assert_eq!(promotions::by_id(tx, PromotionId::new())?, None);
        Ok(())
    });
}

#[test]
fn what_is_said_is_said_once_to_a_plan() {
    in_store(|tx| {
        let (test, ada, berta) = (environment(tx, "test")?, user(tx, "ada")?, user(tx, "berta")?);
        let it = promotion(PipelineId::new(), test, ada);
        promotions::put(tx, &it, NOW)?;
        for plan in ["{\"a\":1}", "{}"] {
            promotions::add_plan(tx, it.id, "p1", plan)?;
        }
        assert_eq!(promotions::plan(tx, it.id, "p1")?, Some("{\"a\":1}".to_owned()));
        assert_eq!(promotions::plan(tx, it.id, "p2")?, None);

        promotions::set_authors(tx, it.id, &[ada, berta, ada])?;
        promotions::set_authors(tx, it.id, &[berta, berta])?;
        assert_eq!(promotions::authors(tx, it.id)?, [berta]);

        let (yes, no) = (said(ada, PromotionDecision::Approve), said(berta, PromotionDecision::Reject));
        let no = StoredDecision { comment: None, at: Timestamp(NOW.0 + 1), ..no };
        promotions::decide(tx, it.id, "p1", &no)?;
        promotions::decide(tx, it.id, "p1", &yes)?;
        let twice = promotions::decide(tx, it.id, "p1", &no).expect_err("it was said");
        assert!(matches!(twice, StoreError::Exists(_)), "{twice}");
        assert_eq!(promotions::decisions(tx, it.id, "p1")?, [yes, no]);
        assert_eq!(promotions::decisions(tx, it.id, "p2")?, []);
        Ok(())
    });
}

#[test]
fn who_wrote_a_package_is_what_was_said_last() {
    in_store(|tx| {
        let (dev, test) = (environment(tx, "dev")?, environment(tx, "test")?);
        let mut people = [user(tx, "ada")?, user(tx, "berta")?];
        people.sort();
        let [one, two] = people;
        promotions::set_written(tx, "aa", dev, &[written(one, 9)])?;
        promotions::set_written(tx, "aa", dev, &[written(two, 2), written(one, 1)])?;
        assert_eq!(promotions::written(tx, "aa", dev)?, [written(one, 1), written(two, 2)]);
        assert_eq!(promotions::written(tx, "aa", test)?, []);
        assert_eq!(promotions::written(tx, "bb", dev)?, []);
        Ok(())
    });
}
