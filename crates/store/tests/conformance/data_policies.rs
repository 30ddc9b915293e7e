//! Data policies, and the flows that they keep off.

use std::collections::BTreeSet;

use model::{ConnectorGroup, ConnectorName, DataPolicy, EnvironmentId, FlowId, FlowKey, PolicyScope};
use store::{
    StoreError, Tx,
    data_policies::{self, SuspendedFlow},
    flows,
};

use crate::{
    fixture::in_store,
    things::{NOW, environment, flow, user},
};

fn policy(name: &str, scope: PolicyScope) -> DataPolicy {
    DataPolicy {
        name: name.to_owned(),
        display_name: "Büro".to_owned(),
        scope,
        business: BTreeSet::from([ConnectorName::new(ConnectorName::DATAVERSE)]),
        non_business: BTreeSet::new(),
        blocked: BTreeSet::from([ConnectorName::new("Http"), ConnectorName::new("shared_ftp")]),
        new_connectors: ConnectorGroup::NonBusiness,
    }
}

/// A policy, and a flow that it keeps off.
pub(crate) fn fill(tx: &mut Tx<'_>, environment: EnvironmentId, flow: FlowKey) -> Result<(), StoreError> {
    data_policies::put(tx, &policy("office", PolicyScope::Only(BTreeSet::from([environment]))))?;
    data_policies::suspend(tx, &SuspendedFlow { flow, was: "1".to_owned() }, NOW)
}

#[test]
fn a_policy_reads_back_as_it_was_stored() {
    in_store(|tx| {
        let (dev, test) = (environment(tx, "dev")?, environment(tx, "test")?);
        let mut office = policy("office", PolicyScope::Only(BTreeSet::from([dev, test])));
        let everywhere = policy("everywhere", PolicyScope::AllBut(BTreeSet::new()));
        data_policies::put(tx, &office)?;
        data_policies::put(tx, &everywhere)?;
        assert_eq!(data_policies::by_name(tx, "office")?, Some(office.clone()));
        assert_eq!(data_policies::by_name(tx, "nothing")?, None);
        office.scope = PolicyScope::AllBut(BTreeSet::from([test]));
        office.new_connectors = ConnectorGroup::Blocked;
        data_policies::put(tx, &office)?;
        assert_eq!(data_policies::list(tx)?, [everywhere.clone(), office]);
        assert!(data_policies::delete(tx, "office")?);
        assert!(!data_policies::delete(tx, "office")?);
        assert_eq!(data_policies::list(tx)?, [everywhere]);
        Ok(())
    });
}

#[test]
fn a_flow_is_kept_off_until_somebody_decides_about_it() {
    in_store(|tx| {
        let (dev, test) = (environment(tx, "dev")?, environment(tx, "test")?);
        let ada = user(tx, "ada")?;
        let (one, two, three) = (
            flow(tx, dev, FlowId::new(), ada)?,
            flow(tx, dev, FlowId::new(), ada)?,
            flow(tx, test, FlowId::new(), ada)?,
        );
        for key in [one, two, three] {
            flows::set_state(tx, key, false, Some("a policy"), NOW)?;
            data_policies::suspend(tx, &SuspendedFlow { flow: key, was: "1".to_owned() }, NOW)?;
        }
        let again = SuspendedFlow { flow: two, was: "2".to_owned() };
        data_policies::suspend(tx, &again, NOW)?;
        let first = SuspendedFlow { flow: one, was: "1".to_owned() };
        assert_eq!(data_policies::suspended(tx, dev)?, [first, again.clone()]);
        flows::set_state(tx, one, true, None, NOW)?;
        assert_eq!(data_policies::suspended(tx, dev)?, [again]);
        flows::delete(tx, two)?;
        assert_eq!(data_policies::suspended(tx, dev)?, []);
        assert_eq!(data_policies::suspended(tx, test)?.len(), 1);
        Ok(())
    });
}
