//! Promotions: who asks, who approves what, and what is applied.

use ::solutions::{
    envelope::{SigningKey, Verdict},
    plan::Mode,
};
use app::{
    AppError, ErrorKind, break_glass, connections, environments,
    environments::{EnvironmentChanges, Signatures, Signer},
    flows,
    flows::sharing,
    pipelines::{self, NewPipeline, NewStage},
    principals,
    promotions::{
        self, Filter, PromotionState, PromotionView,
        apply::apply,
        decide::decide,
        decide::withdraw,
        request::{NewPromotion, Wanted, request},
    },
    references, solutions,
    tables::{self, NewKind, NewTable},
    variables::{self, NewVariable},
};
use model::{
    ConnectionId, EnvironmentKind, EnvironmentRole, ErrorCode, PromotionDecision, PromotionId, ReleaseId, Tier,
    VariableKind,
};
use store::{StoreError, environments::NewEnvironment, packages};

use crate::{
    building::{column, table, variable},
    solutions::{FLOW, apply as import, package, zip},
    world::{DATAVERSE, World, dataverse, kind, named},
};

/// `dev`, `test` and `prod`; a robot deploys with a connection in each; Soul, Sam and David's team approve for `prod`. Ada asks.
struct Line {
    world: World,
    test: ConnectionId,
    prod: ConnectionId,
}

impl Line {
    async fn new() -> Self {
        let world = World::new().await;
        let (ada, steward) = (world.op("ada").await, &world.steward);
        let test = NewEnvironment {
            name: "test".to_owned(),
            display_name: "Test".to_owned(),
            kind: EnvironmentKind::Test,
            protected: false,
        };
        environments::create(steward, &ada, test).await.expect("created");
        let mut bound = Vec::new();
        for environment in ["test", "prod"] {
            environments::set_member(steward, &ada, environment, "robot", EnvironmentRole::Admin).await.expect("in");
            world.clerk("robot", environment).await;
            let made = connections::create(steward, &ada, environment, dataverse(Some("robot"))).await;
            bound.push(made.expect("a connection").id);
        }
        principals::set_group_member(steward, &ada, "team", "david", true).await.expect("a member");
        let stage = |environment: &str, approvals, approvers: &[&str]| NewStage {
            environment: environment.to_owned(),
            approvals,
            approvers: approvers.iter().map(|name| (*name).to_owned()).collect(),
            deployer: Some("robot".to_owned()),
            replay: 0,
        };
        let new = NewPipeline {
            name: "orders".to_owned(),
            description: String::new(),
            source: "dev".to_owned(),
            stages: vec![stage("test", 0, &[]), stage("prod", 1, &["ada", "soul", "sam", "team"])],
        };
        pipelines::create(steward, &ada, new, false).await.expect("a pipeline");
        let line = Self { test: bound[0], prod: bound[1], world };
        line.build("1.0.0.0").await;
        line
    }

    /// Ada brings a version to `dev`, where Soul works on it.
    async fn build(&self, version: &str) {
        let (ada, steward) = (self.world.op("ada").await, &self.world.steward);
        import(&self.world, &ada, "dev", package(version), None, None).await.expect("imported");
        let flow = named(FLOW.parse().expect("an id"));
        sharing::set(steward, &ada, "dev", &flow, "soul", Tier::CoOwner).await.expect("shared");
    }

    /// Soul changes the flow in `dev`.
    async fn edit(&self, word: &str) {
        let (soul, steward) = (self.world.op("soul").await, &self.world.steward);
        let flow = named(FLOW.parse().expect("an id"));
        let detail = flows::get(steward, &soul, "dev", &flow).await.expect("a flow");
        let definition = detail.definition.to_json_string().replace("item/lastname", &format!("item/{word}"));
        flows::update(steward, &soul, "dev", &flow, None, Some(definition)).await.expect("saved");
    }

    async fn ask(&self, who: &str, environment: &str, what: Wanted) -> Result<PromotionView, AppError> {
        let connection = if environment == "test" { self.test } else { self.prod };
        let new = NewPromotion {
            pipeline: "orders".to_owned(),
            environment: environment.to_owned(),
            what: Some(what),
            mode: Mode::Upgrade,
            settings: Some(settings(connection)),
            note: Some(" for the audit ".to_owned()),
        };
        request(&self.world.steward, &self.world.op(who).await, new, false).await
    }

    async fn says(
        &self,
        who: &str,
        it: &PromotionView,
        decision: PromotionDecision,
    ) -> Result<PromotionView, AppError> {
        let op = self.world.op(who).await;
        let digest = &it.promotion.plan_digest;
        decide(&self.world.steward, &op, it.promotion.id, decision, digest, Some("seen".to_owned())).await
    }

    async fn apply(&self, who: &str, it: &PromotionView) -> Result<PromotionView, AppError> {
        apply(&self.world.steward, &self.world.op(who).await, it.promotion.id).await
    }

    /// Has something else vouch for a package.
    async fn vouch(&self, digest: &str, change: impl Fn(String) -> String + Send + 'static) {
        let digest = digest.to_owned();
        let tamper = move |tx: &mut store::Tx<'_>| {
            let envelope = packages::get(tx, &digest)?.and_then(|package| package.envelope).expect("an envelope");
            packages::vouch(tx, &digest, change(String::from_utf8(envelope).expect("text")).as_bytes())
        };
        self.world.steward.store().write::<_, StoreError>(tamper).await.expect("written");
    }

    /// Brings what is in `dev` to `test`.
    async fn to_test(&self) -> PromotionView {
        let asked = self.ask("ada", "test", contoso(None)).await.expect("asked for");
        self.apply("ada", &asked).await.expect("applied")
    }

    async fn get(&self, who: &str, id: PromotionId) -> Result<PromotionView, AppError> {
        promotions::get(&self.world.steward, &self.world.op(who).await, id).await
    }
}

fn contoso(version: Option<&str>) -> Wanted {
    Wanted::Solution("contoso".to_owned(), version.map(|version| version.parse().expect("a version")))
}

fn settings(connection: ConnectionId) -> String {
    let connector = format!("/providers/Microsoft.PowerApps/apis/{DATAVERSE}");
    let reference = serde_json::json!({
        "LogicalName": "contoso_tables", "ConnectionId": connection, "ConnectorId": connector,
    });
    serde_json::json!({ "EnvironmentVariables": [], "ConnectionReferences": [reference] }).to_string()
}

fn names(chips: &[app::Chip]) -> Vec<&str> {
    let mut names: Vec<&str> = chips.iter().map(|chip| chip.name.as_str()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn the_installation_vouches_for_what_goes_through_its_pipelines() {
    let line = Line::new().await;
    let (ada, steward) = (line.world.op("ada").await, &line.world.steward);
    let mut reviewed = NewPipeline {
        name: "orders".to_owned(),
        description: String::new(),
        source: "dev".to_owned(),
        stages: Vec::new(),
    };
    for environment in ["test", "prod"] {
        let vendor = SigningKey::from_seed([9; 32]).public().to_string();
        let signers = Some(vec![Signer { name: "vendor".to_owned(), public_key: vendor }]);
        let changes =
            EnvironmentChanges { signatures: Some(Signatures::Require), signers, ..EnvironmentChanges::default() };
        environments::update(steward, &ada, environment, changes).await.expect("changed");
        reviewed.stages.push(NewStage {
            environment: environment.to_owned(),
            approvals: 1,
            approvers: vec!["sam".to_owned()],
            deployer: Some("robot".to_owned()),
            replay: 0,
        });
    }
    pipelines::update(steward, &ada, reviewed, false).await.expect("changed");
    let verdict = |it: &PromotionView| it.plan.as_ref().map(|plan| plan.signature.verdict);
    let trust = async |environment: &str| {
        let changes = EnvironmentChanges { trust_installation: Some(true), ..EnvironmentChanges::default() };
        environments::update(steward, &ada, environment, changes).await.expect("changed")
    };

    // It counts only where somebody has said so.
    let refused = line.ask("ada", "test", contoso(None)).await.expect("asked for");
    assert_eq!((verdict(&refused), refused.promotion.can_apply), (Some(Verdict::UnknownSigner), false));
    assert!(line.says("sam", &refused, PromotionDecision::Approve).await.is_err());
    let signers = trust("test").await.trust.signers;
    assert_eq!(signers.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["vendor", "installation"]);
    assert_eq!(trust("test").await.trust.signers, signers);
    let asked = line.ask("ada", "test", contoso(None)).await.expect("asked for");
    let said = asked.plan.as_ref().and_then(|plan| plan.signature.provenance.clone()).expect("proven");
    assert!(said.builder.ends_with("for Administrator (ada)"), "{}", said.builder);
    assert_eq!(said.source.as_deref(), Some("urn:steward:environment:dev"));
    assert_eq!((said.checks.len(), said.checks[0].name.as_str(), said.approvals.len()), (1, "SolutionChecker", 0));
    line.says("sam", &asked, PromotionDecision::Approve).await.expect("approved");
    line.apply("ada", &asked).await.expect("applied");

    // The next stage hears what was checked and who agreed at this one.
    let refused = line.ask("ada", "prod", contoso(None)).await.expect("asked for");
    assert_eq!((verdict(&refused), refused.promotion.can_apply), (Some(Verdict::UnknownSigner), false));
    trust("prod").await;
    let asked = line.ask("ada", "prod", contoso(None)).await.expect("asked for");
    let said = asked.plan.as_ref().and_then(|plan| plan.signature.provenance.clone()).expect("proven");
    assert_eq!(said.checks.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["SolutionChecker", "Plan of test"]);
    assert_eq!(said.approvals.iter().map(|it| it.by.as_str()).collect::<Vec<_>>(), ["Sam X. (sam)"]);
    line.says("sam", &asked, PromotionDecision::Approve).await.expect("approved");

    // What was tampered with is not what was approved, and is signed by nobody.
    let digest = asked.promotion.package.clone();
    line.vouch(&digest, |envelope| envelope.replace("\"sig\": \"", "\"sig\": \"A")).await;
    assert_eq!(line.apply("ada", &asked).await.expect_err("refused").code, ErrorCode::PromotionStale);
    let again = line.ask("ada", "prod", contoso(None)).await.expect("asked for");
    assert_eq!((verdict(&again), again.promotion.can_apply), (Some(Verdict::Invalid), false));

    // For what came by another way it does not speak.
    let other = import(&line.world, &ada, "test", zip("0.9.0.0", true, true), None, None).await;
    assert_eq!(other.expect_err("nobody signed it").code, ErrorCode::SignatureRefused);
    let none = EnvironmentChanges { signatures: Some(Signatures::None), ..EnvironmentChanges::default() };
    environments::update(steward, &ada, "test", none).await.expect("changed");
    let other = import(&line.world, &ada, "test", zip("1.2.0.0", true, true), None, None).await.expect("imported");
    line.build("1.3.0.0").await;
    let newer = line.ask("ada", "test", contoso(None)).await.expect("asked for");
    line.says("sam", &newer, PromotionDecision::Approve).await.expect("approved");
    line.apply("ada", &newer).await.expect("applied");
    let back = line.ask("ada", "test", Wanted::Release(other.record.id)).await.expect("asked for");
    assert_eq!(verdict(&back), Some(Verdict::None));
}

#[tokio::test]
async fn who_changed_a_table_or_a_variable_is_an_author_too() {
    let line = Line::new().await;
    let (soul, steward) = (line.world.op("soul").await, &line.world.steward);
    let text = |name: &str| column(name, NewKind::Text { max_length: Some(40) });
    let thing = NewTable { solution: None, ..table("contoso_Thing", vec![text("contoso_Name")]) };
    tables::create(steward, &soul, "dev", thing).await.expect("a table");
    solutions::add(steward, &soul, "dev", "Contoso", "table", "contoso_thing").await.expect("added");
    let limit = NewVariable { solution: None, ..variable("contoso_Limit", VariableKind::Number, Some("5")) };
    variables::create(steward, &line.world.op("sam").await, "dev", limit).await.expect("a variable");
    solutions::add(steward, &soul, "dev", "Contoso", "variable", "contoso_Limit").await.expect("added");
    assert_eq!(names(&line.to_test().await.authors), ["ada", "sam", "soul"]);

    // Only what was changed since then counts.
    line.world.pass(60);
    let sam = line.world.op("sam").await;
    tables::add_columns(steward, &sam, "dev", "contoso_thing", vec![text("contoso_More")]).await.expect("a column");
    let second = line.ask("ada", "test", contoso(Some("1.1.0.0"))).await.expect("asked for");
    assert_eq!(names(&second.authors), ["sam"]);
    line.apply("ada", &second).await.expect("applied");
    let prod = line.ask("ada", "prod", contoso(None)).await.expect("asked for");
    assert_eq!((names(&prod.authors), names(&prod.approvers)), (vec!["ada", "sam", "soul"], vec!["david"]));
    let refused = line.says("sam", &prod, PromotionDecision::Approve).await.expect_err("an author");
    assert_eq!(refused.code, ErrorCode::MayNotDecide);
}

#[tokio::test]
async fn a_package_goes_stage_by_stage_and_its_author_does_not_approve_it() {
    let line = Line::new().await;
    let skipped = line.ask("ada", "prod", contoso(None)).await.expect_err("it has not been in test");
    assert_eq!(skipped.code, ErrorCode::StageSkipped);
    assert_eq!(kind(line.ask("soul", "test", contoso(None)).await), ErrorKind::Forbidden);
    assert_eq!(kind(line.ask("olga", "test", contoso(None)).await), ErrorKind::NotFound);
    assert_eq!(line.ask("ada", "dev", contoso(None)).await.expect_err("no stage").path.as_deref(), Some("environment"));

    let first = line.to_test().await;
    assert_eq!((first.state, first.next.as_deref()), (PromotionState::Applied, Some("prod")));
    assert_eq!((names(&first.authors), first.deployer.name.as_str()), (vec!["ada"], "robot"));
    assert_eq!(first.promotion.note.as_deref(), Some("for the audit"));
    assert!(first.promotion.release.is_some() && first.plan.is_some());

    // Soul writes the next version; its package is the one that test has, whatever happens in dev meanwhile.
    line.edit("firstname").await;
    let second = line.ask("ada", "test", contoso(Some("1.1.0.0"))).await.expect("asked for");
    assert_eq!(names(&second.authors), ["soul"], "only versions that test does not have count");
    line.edit("jobtitle").await;
    line.apply("ada", &second).await.expect("applied");
    let prod = line.ask("ada", "prod", contoso(None)).await.expect("asked for");
    assert_eq!(prod.promotion.package, second.promotion.package);
    assert_eq!((names(&prod.authors), prod.needed, prod.given), (vec!["ada", "soul"], 1, 0));
    assert_eq!(names(&prod.approvers), ["david", "sam"]);
    assert_eq!(prod.why_not.as_deref(), Some("You may not decide on it: you asked for it."));

    assert_eq!(line.apply("ada", &prod).await.expect_err("nobody approved").code, ErrorCode::PromotionState);
    for (who, code) in
        [("ada", ErrorCode::MayNotDecide), ("soul", ErrorCode::MayNotDecide), ("olga", ErrorCode::NotFound)]
    {
        let refused = line.says(who, &prod, PromotionDecision::Approve).await.expect_err("refused");
        assert_eq!(refused.code, code, "{who}: {refused}");
    }
    let inbox = async |who: &str| {
        let filter = Filter { to_decide: true, limit: 9, ..Filter::default() };
        promotions::list(&line.world.steward, &line.world.op(who).await, filter).await.expect("a list").len()
    };
    assert_eq!((inbox("david").await, inbox("soul").await, inbox("ada").await), (1, 0, 0));
    let approved = line.says("david", &prod, PromotionDecision::Approve).await.expect("approved");
    assert_eq!((approved.state, approved.given, approved.may_apply), (PromotionState::Approved, 1, true));
    assert_eq!(inbox("david").await, 0);
    let twice = line.says("david", &prod, PromotionDecision::Approve).await.expect_err("once is enough");
    assert_eq!(twice.code, ErrorCode::MayNotDecide);
    // Two try at a time; it is applied once.
    let (one, two) = tokio::join!(line.apply("david", &prod), line.apply("ada", &prod));
    let refused = match (one, two) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        both => panic!("one of them applies it: {both:?}"),
    };
    assert_eq!(refused.code, ErrorCode::PromotionState);
    assert_eq!(line.get("ada", prod.promotion.id).await.expect("known").state, PromotionState::Applied);
    let there = solutions::list(&line.world.steward, &line.world.op("ada").await, "prod").await.expect("a list");
    assert_eq!((there[0].version.as_str(), there[0].managed), ("1.1.0.0", true));
}

#[tokio::test]
async fn what_was_approved_is_what_is_applied_or_nothing() {
    let line = Line::new().await;
    let (steward, ada) = (&line.world.steward, line.world.op("ada").await);
    line.to_test().await;
    let asked = line.ask("ada", "prod", contoso(None)).await.expect("asked for");
    line.says("sam", &asked, PromotionDecision::Approve).await.expect("approved");

    // Somebody brings the same solution by another way: prod is not what it was.
    import(&line.world, &ada, "prod", zip("0.9.0.0", true, false), None, None).await.expect("imported");
    let stale = line.apply("ada", &asked).await.expect_err("something else would happen");
    assert_eq!((stale.code, stale.kind), (ErrorCode::PromotionStale, ErrorKind::Conflict));
    let seen = line.get("ada", asked.promotion.id).await.expect("known");
    assert_eq!(seen.state, PromotionState::Stale);
    assert!(seen.promotion.problem.is_some() && !seen.may_apply && !seen.may_decide);
    assert_eq!(line.apply("ada", &asked).await.expect_err("stale").code, ErrorCode::PromotionState);

    let id = asked.promotion.id;
    assert_eq!(kind(promotions::refresh(steward, &line.world.op("sam").await, id).await), ErrorKind::Forbidden);
    let fresh = promotions::refresh(steward, &ada, id).await.expect("planned anew");
    assert_eq!((fresh.state, fresh.given), (PromotionState::Waiting, 0));
    assert_ne!(fresh.promotion.plan_digest, asked.promotion.plan_digest);
    let old = line.says("sam", &asked, PromotionDecision::Approve).await.expect_err("another plan");
    assert_eq!(old.code, ErrorCode::PromotionStale);
    line.says("sam", &fresh, PromotionDecision::Approve).await.expect("approved");

    // Other settings are another plan, too, and only the requester has a say in them.
    let other = connections::create(steward, &ada, "prod", dataverse(Some("robot"))).await.expect("a connection");
    let set = |op| promotions::set_settings(steward, op, id, Some(settings(other.id)));
    let sam = line.world.op("sam").await;
    assert_eq!(kind(set(&sam).await), ErrorKind::Forbidden);
    let changed = set(&ada).await.expect("planned anew");
    assert_eq!((changed.state, changed.given), (PromotionState::Waiting, 0));
    let wrong = promotions::set_settings(steward, &ada, id, Some("{".to_owned())).await.expect_err("no JSON");
    assert_eq!(wrong.code, ErrorCode::SettingsInvalid);
    line.says("sam", &changed, PromotionDecision::Approve).await.expect("approved");
    line.apply("ada", &changed).await.expect("applied");
    let bound = references::list(steward, &ada, "prod").await.expect("a list");
    assert_eq!(bound[0].reference.connection, Some(other.id));
}

#[tokio::test]
async fn a_rejection_ends_it_and_what_cannot_be_done_fails() {
    let line = Line::new().await;
    let (steward, ada) = (&line.world.steward, line.world.op("ada").await);
    line.to_test().await;
    let asked = line.ask("ada", "prod", contoso(None)).await.expect("asked for");
    line.says("sam", &asked, PromotionDecision::Approve).await.expect("approved");
    let rejected = line.says("david", &asked, PromotionDecision::Reject).await.expect("rejected");
    assert_eq!((rejected.state, rejected.decisions.len()), (PromotionState::Rejected, 2));
    assert_eq!(kind(withdraw(steward, &ada, asked.promotion.id).await), ErrorKind::Conflict);
    assert_eq!(line.apply("ada", &asked).await.expect_err("rejected").code, ErrorCode::PromotionState);

    // An approver who may not act any more does not count; nor does the group that brought one.
    let asked = line.ask("ada", "prod", contoso(None)).await.expect("asked for");
    line.says("david", &asked, PromotionDecision::Approve).await.expect("approved");
    principals::set_group_member(steward, &ada, "team", "david", false).await.expect("out");
    let seen = line.get("ada", asked.promotion.id).await.expect("known");
    assert_eq!((seen.state, seen.given), (PromotionState::Waiting, 0));
    assert_eq!(line.apply("ada", &asked).await.expect_err("not approved").code, ErrorCode::PromotionState);
    assert_eq!(kind(pipelines::delete(steward, &ada, "orders").await), ErrorKind::Conflict);

    line.says("sam", &asked, PromotionDecision::Approve).await.expect("approved");
    principals::disable(steward, &ada, "robot").await.expect("disabled");
    let failed = line.apply("ada", &asked).await.expect_err("nobody deploys");
    assert_eq!(failed.code, ErrorCode::DeployerUnable);
    let seen = line.get("ada", asked.promotion.id).await.expect("known");
    assert_eq!(seen.state, PromotionState::Failed);
    assert!(seen.promotion.problem.is_some_and(|problem| problem.contains("was deactivated on")));
    principals::enable(steward, &ada, "robot").await.expect("enabled");
    let fresh = promotions::refresh(steward, &ada, asked.promotion.id).await.expect("planned anew");
    assert_eq!(fresh.state, PromotionState::Approved, "the plan is the one that was approved");
    withdraw(steward, &ada, asked.promotion.id).await.expect("withdrawn");
    pipelines::delete(steward, &ada, "orders").await.expect("deleted");
    let seen = line.get("ada", asked.promotion.id).await.expect("it stays known");
    assert_eq!((seen.state, seen.promotion.pipeline_name.as_str()), (PromotionState::Withdrawn, "orders"));
}

#[tokio::test]
async fn a_protected_stage_takes_solutions_only_through_its_pipeline() {
    let line = Line::new().await;
    let (steward, ada, soul) = (&line.world.steward, line.world.op("ada").await, line.world.op("soul").await);
    environments::set_member(steward, &ada, "prod", "soul", EnvironmentRole::Admin).await.expect("a member");
    let protected = EnvironmentChanges { protected: Some(true), ..EnvironmentChanges::default() };
    environments::update(steward, &ada, "prod", protected).await.expect("protected");
    line.to_test().await;
    let first = line.ask("ada", "prod", contoso(None)).await.expect("asked for");
    line.says("sam", &first, PromotionDecision::Approve).await.expect("approved");
    let first = line.apply("ada", &first).await.expect("applied");

    line.edit("firstname").await;
    let second = line.ask("ada", "test", contoso(Some("1.1.0.0"))).await.expect("asked for");
    line.apply("ada", &second).await.expect("applied");
    let second = line.ask("ada", "prod", contoso(None)).await.expect("asked for");
    line.says("sam", &second, PromotionDecision::Approve).await.expect("approved");
    line.apply("ada", &second).await.expect("applied");

    let refused = import(&line.world, &ada, "prod", zip("1.2.0.0", true, true), None, None).await.expect_err("refused");
    assert_eq!((refused.code, refused.kind), (ErrorCode::PipelineOnly, ErrorKind::Forbidden));
    assert!(refused.message.contains("`orders`"), "{refused}");

    // An earlier release of prod comes back through the same gate.
    let release = first.promotion.release.expect("a release");
    assert_eq!(kind(line.ask("ada", "prod", Wanted::Release(ReleaseId::new())).await), ErrorKind::NotFound);
    let back = line.ask("soul", "prod", Wanted::Release(release)).await.expect("asked for");
    assert_eq!((back.promotion.rollback_of, back.state), (Some(release), PromotionState::Waiting));
    assert_eq!(back.promotion.package, first.promotion.package);
    assert_eq!(
        line.says("soul", &back, PromotionDecision::Approve).await.expect_err("his").code,
        ErrorCode::MayNotDecide
    );
    line.says("sam", &back, PromotionDecision::Approve).await.expect("approved");
    line.apply("soul", &back).await.expect("applied");
    let there = solutions::list(steward, &ada, "prod").await.expect("a list");
    assert_eq!(there[0].version, "1.0.0.0");

    let asked = break_glass::ask(steward, &soul, "prod", "It burns", 10).await.expect("asked for");
    import(&line.world, &ada, "prod", zip("1.2.0.0", true, true), None, None).await.expect_err("nobody agreed");
    break_glass::approve(steward, &ada, "prod", asked.asked.id).await.expect("open");
    let by_hand = import(&line.world, &ada, "prod", zip("1.2.0.0", true, true), None, None).await;
    assert_ne!(by_hand.map_err(|error| error.code).err(), Some(ErrorCode::PipelineOnly));
}

#[tokio::test]
async fn what_a_check_refuses_is_not_approved() {
    let line = Line::new().await;
    let ada = line.world.op("ada").await;
    line.to_test().await;
    // Unmanaged, so that a managed package does not replace it.
    import(&line.world, &ada, "prod", package("1.0.0.0"), None, None).await.expect("imported");
    let asked = line.ask("ada", "prod", contoso(None)).await.expect("asked for");
    assert!(!asked.promotion.can_apply);
    let refused = line.says("sam", &asked, PromotionDecision::Approve).await.expect_err("it cannot be applied");
    assert_eq!(refused.code, ErrorCode::PromotionState);
    assert!(refused.message.contains("managed"), "{refused}");
    line.says("sam", &asked, PromotionDecision::Reject).await.expect("rejected");
}
