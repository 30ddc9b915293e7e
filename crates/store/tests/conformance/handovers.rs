//! Hand-over plans, and the verbs that they need of others.

use model::{CertificateId, HandoverAnswer, HandoverId, HandoverStatus, PrincipalId, PrincipalKind, Timestamp};
use store::{
    StoreError, Tx,
    certificates::{self, StoredCertificate},
    flows::connections,
    handovers::{self, Answer, StoredHandover, StoredVersion},
    principals, runs,
};

use crate::{
    fixture::in_store,
    things::{NOW, connection, environment, flow, new_run, principal, user},
};

/// A plan with all that belongs to one, and a certificate.
pub(crate) fn fill(tx: &mut Tx<'_>, who: PrincipalId) -> Result<(), StoreError> {
    let plan = StoredHandover {
        id: HandoverId::new(),
        name: "Ana leaves".to_owned(),
        author: who,
        status: HandoverStatus::Applied,
        version: 1,
        due_at: Some(NOW),
        problem: None,
        created_at: NOW,
        applied_at: Some(NOW),
    };
    handovers::put(tx, &plan)?;
    let version =
        StoredVersion { number: 1, document: "{}".to_owned(), digest: vec![7; 32], made_by: who, made_at: NOW };
    handovers::add_version(tx, plan.id, &version)?;
    handovers::answer(tx, plan.id, 1, Answer { principal: who, kind: HandoverAnswer::Approved, at: NOW })?;
    handovers::record(tx, plan.id, 0, "{}")?;
    let certificate = StoredCertificate {
        id: CertificateId::new(),
        principal: who,
        text: "{}".to_owned(),
        signature: vec![0, 255],
        issued_at: NOW,
    };
    certificates::insert(tx, &certificate)
}

#[test]
fn a_plan_reads_back_with_its_versions_answers_and_changes() {
    in_store(|tx| {
        let (ada, berta) = (user(tx, "ada")?, user(tx, "berta")?);
        let mut plan = StoredHandover {
            id: HandoverId::new(),
            name: "Ana leaves".to_owned(),
            author: ada,
            status: HandoverStatus::Draft,
            version: 1,
            due_at: None,
            problem: None,
            created_at: NOW,
            applied_at: None,
        };
        handovers::put(tx, &plan)?;
        for number in [1, 2] {
            let document = format!("{{\"number\":{number}}}");
            let version = StoredVersion { number, document, digest: vec![7; 32], made_by: ada, made_at: NOW };
            handovers::add_version(tx, plan.id, &version)?;
            assert_eq!(handovers::versions(tx, plan.id)?.pop(), Some(version));
        }
        plan = StoredHandover {
            author: berta,
            status: HandoverStatus::Scheduled,
            version: 2,
            due_at: Some(Timestamp(NOW.0 + 5)),
            problem: Some("Berta declined".to_owned()),
            ..plan
        };
        handovers::put(tx, &plan)?;
        assert_eq!(handovers::by_id(tx, plan.id)?, Some(plan.clone()));
        assert_eq!(handovers::list(tx)?, [plan.clone()]);
        assert_eq!(handovers::due(tx, Timestamp(NOW.0 + 4))?, []);
        assert_eq!(handovers::due(tx, Timestamp(NOW.0 + 5))?, [plan.id]);

        let accepted = Answer { principal: berta, kind: HandoverAnswer::Accepted, at: NOW };
        handovers::answer(tx, plan.id, 2, accepted)?;
        handovers::answer(tx, plan.id, 2, Answer { at: Timestamp(1), ..accepted })?;
        assert_eq!(handovers::answers(tx, plan.id, 2)?, [accepted]);
        assert_eq!(handovers::answers(tx, plan.id, 1)?, []);
        handovers::forget_answers(tx, plan.id, 2)?;
        assert_eq!(handovers::answers(tx, plan.id, 2)?, []);

        for (number, change) in ["a", "b"].into_iter().enumerate() {
            handovers::record(tx, plan.id, number, change)?;
        }
        assert_eq!(handovers::changes(tx, plan.id)?, ["a", "b"]);
        assert!(handovers::delete(tx, plan.id)?);
        assert!(!handovers::delete(tx, plan.id)?);
        assert!(handovers::versions(tx, plan.id)?.is_empty() && handovers::changes(tx, plan.id)?.is_empty());
        Ok(())
    });
}

#[test]
fn an_admission_is_taken_back_and_choices_are_found_by_their_connection() {
    in_store(|tx| {
        let here = environment(tx, "here")?;
        let ada = user(tx, "ada")?;
        let key = flow(tx, here, model::FlowId::new(), ada)?;
        let id = connection(tx, here, ada)?;
        assert_eq!(connections::admitted_by(tx, key, id)?, None);
        connections::admit(tx, key, id, ada, NOW)?;
        assert_eq!(connections::admitted_by(tx, key, id)?, Some(ada));
        assert!(connections::expel(tx, key, id)?);
        assert!(!connections::expel(tx, key, id)?);
        connections::choose(tx, key, "s", Some(id))?;
        assert_eq!(connections::choice(tx, key, "s")?, Some(id));
        assert_eq!(connections::choice(tx, key, "t")?, None);
        assert_eq!(connections::choices_of(tx, id)?, [(key, "s".to_owned())]);
        Ok(())
    });
}

#[test]
fn the_groups_and_service_accounts_of_a_principal_are_those_that_name_it() {
    in_store(|tx| {
        let sam = user(tx, "sam")?;
        let (inner, outer) =
            (principal(tx, "inner", PrincipalKind::Group)?, principal(tx, "outer", PrincipalKind::Group)?);
        principals::add_group_member(tx, inner, sam)?;
        principals::add_group_member(tx, outer, inner)?;
        assert_eq!(principals::groups_of(tx, sam)?, [inner]);
        let robot = principal(tx, "robot", PrincipalKind::ServiceAccount)?;
        principals::set_sponsors(tx, robot, &[sam])?;
        assert_eq!(principals::sponsored_by(tx, sam)?, [robot]);
        assert_eq!(principals::sponsored_by(tx, robot)?, []);
        Ok(())
    });
}

#[test]
fn a_certificate_reads_back_and_is_found_by_whom_it_is_about() {
    in_store(|tx| {
        let ana = user(tx, "ana")?;
        let mut issued = Vec::new();
        for text in ["{}", "{\"later\":true}"] {
            let certificate = StoredCertificate {
                id: CertificateId::new(),
                principal: ana,
                text: text.to_owned(),
                signature: vec![3; 32],
                issued_at: NOW,
            };
            certificates::insert(tx, &certificate)?;
            assert_eq!(certificates::by_id(tx, certificate.id)?, Some(certificate.clone()));
            issued.insert(0, certificate);
        }
        assert_eq!(certificates::of_principal(tx, ana)?, issued);
        assert_eq!(certificates::by_id(tx, CertificateId::new())?, None);
        Ok(())
    });
}

#[test]
fn the_open_runs_of_a_principal_are_those_that_it_started() {
    in_store(|tx| {
        let here = environment(tx, "here")?;
        let ada = user(tx, "ada")?;
        let key = flow(tx, here, model::FlowId::new(), ada)?;
        let mut run = new_run(here, key);
        run.invoker = Some(ada);
        runs::queue(tx, &run, None)?;
        runs::queue(tx, &new_run(here, key), None)?;
        assert_eq!(runs::open_of(tx, ada)?, [run.id]);
        Ok(())
    });
}
