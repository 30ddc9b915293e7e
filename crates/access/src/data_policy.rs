//! Data policies: which connectors may stand in one flow.
//!
//! A policy puts every connector into one of three groups. A flow combines no business connector with a non-business one, and has none
//! that is blocked. What several policies together allow is what each of them allows, so that another policy never allows more.
//!
//! Source: "Data policies" of the Power Platform documentation.

use std::collections::BTreeSet;

use model::{ConnectorGroup, ConnectorName, DataPolicy, EnvironmentId, PolicyScope};

/// The name by which policies know the action HTTP and the trigger that asks an address, which have no connection.
pub const HTTP: &str = "http";
/// The name by which policies know the action and the trigger HTTP webhook.
pub const HTTP_WEBHOOK: &str = "httpwebhook";
/// The name by which policies know the trigger "When an HTTP request is received".
pub const HTTP_REQUEST: &str = "httprequestreceived";

/// Whether a policy holds in an environment.
pub fn covers(policy: &DataPolicy, environment: EnvironmentId) -> bool {
    match &policy.scope {
        PolicyScope::AllBut(left_out) => !left_out.contains(&environment),
        PolicyScope::Only(named) => named.contains(&environment),
    }
}

/// Where a policy puts a connector. One that stands in two groups, which nobody can store, is in the stricter one.
pub fn group(policy: &DataPolicy, connector: &ConnectorName) -> ConnectorGroup {
    let groups = [
        (ConnectorGroup::Blocked, &policy.blocked),
        (ConnectorGroup::NonBusiness, &policy.non_business),
        (ConnectorGroup::Business, &policy.business),
    ];
    let named = groups.into_iter().find(|(_, connectors)| connectors.contains(connector));
    named.map_or(policy.new_connectors, |(group, _)| group)
}

/// What a policy holds against connectors that stand in one flow.
pub fn verdict<'a>(policy: &'a DataPolicy, connectors: &BTreeSet<ConnectorName>) -> Option<Violation<'a>> {
    let of = |wanted| connectors.iter().filter(move |it| group(policy, it) == wanted).cloned().collect::<Vec<_>>();
    let blocked = of(ConnectorGroup::Blocked);
    if !blocked.is_empty() {
        return Some(Violation { policy, why: Why::Blocked(blocked) });
    }
    let (business, other) = (of(ConnectorGroup::Business), of(ConnectorGroup::NonBusiness));
    let is_mixed = !business.is_empty() && !other.is_empty();
    is_mixed.then_some(Violation { policy, why: Why::Mixed(business, other) })
}

/// A policy that a flow violates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation<'a> {
    /// Which.
    pub policy: &'a DataPolicy,
    /// How.
    pub why: Why,
}

/// How a flow violates a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// It has connectors that are blocked.
    Blocked(Vec<ConnectorName>),
    /// It combines these business connectors with these non-business ones.
    Mixed(Vec<ConnectorName>, Vec<ConnectorName>),
}

impl Violation<'_> {
    /// One sentence that names the policy and the connectors, as `name` calls them.
    pub fn sentence(&self, name: impl Fn(&ConnectorName) -> String) -> String {
        let listed = |connectors: &[ConnectorName]| connectors.iter().map(&name).collect::<Vec<_>>().join(", ");
        let policy = &self.policy.display_name;
        match &self.why {
            Why::Blocked(connectors) => format!("The data policy `{policy}` blocks {}.", listed(connectors)),
            Why::Mixed(business, other) => format!(
                "The data policy `{policy}` keeps {} apart from {}: business data do not go there.",
                listed(business),
                listed(other)
            ),
        }
    }
}

/// What policies hold against connectors that stand in one flow of an environment.
pub fn violations<'a>(
    policies: impl IntoIterator<Item = &'a DataPolicy>,
    environment: EnvironmentId,
    connectors: &BTreeSet<ConnectorName>,
) -> Vec<Violation<'a>> {
    let covering = policies.into_iter().filter(|policy| covers(policy, environment));
    covering.filter_map(|policy| verdict(policy, connectors)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HERE: EnvironmentId = EnvironmentId(1);

    fn names(text: &str) -> BTreeSet<ConnectorName> {
        text.split_whitespace().map(ConnectorName::new).collect()
    }

    fn policy(business: &str, non_business: &str, blocked: &str, new_connectors: ConnectorGroup) -> DataPolicy {
        DataPolicy {
            name: "p".to_owned(),
            display_name: "P".to_owned(),
            scope: PolicyScope::AllBut(BTreeSet::new()),
            business: names(business),
            non_business: names(non_business),
            blocked: names(blocked),
            new_connectors,
        }
    }

    fn said(policy: &DataPolicy, connectors: &str) -> Option<String> {
        verdict(policy, &names(connectors)).map(|it| it.sentence(ToString::to_string))
    }

    #[test]
    fn business_stays_apart_and_blocked_stays_out() {
        let policy = policy("tables mail", "social", "ftp", ConnectorGroup::NonBusiness);
        assert_eq!(said(&policy, ""), None);
        assert_eq!(said(&policy, "tables mail"), None);
        assert_eq!(said(&policy, "social unheardof"), None);
        let mixed = "The data policy `P` keeps mail, tables apart from social: business data do not go there.";
        assert_eq!(said(&policy, "tables social mail").as_deref(), Some(mixed));
        assert_eq!(said(&policy, "ftp").as_deref(), Some("The data policy `P` blocks ftp."));
        let unheard = "The data policy `P` keeps tables apart from unheardof: business data do not go there.";
        assert_eq!(said(&policy, "tables unheardof").as_deref(), Some(unheard));
    }

    #[test]
    fn a_policy_holds_where_it_says() {
        let (there, both) = (EnvironmentId(2), BTreeSet::from([HERE]));
        let mut blocks = policy("", "", "ftp", ConnectorGroup::NonBusiness);
        let count = |policy: &DataPolicy, environment| violations([policy], environment, &names("ftp")).len();
        assert_eq!((count(&blocks, HERE), count(&blocks, there)), (1, 1));
        blocks.scope = PolicyScope::AllBut(both.clone());
        assert_eq!((count(&blocks, HERE), count(&blocks, there)), (0, 1));
        blocks.scope = PolicyScope::Only(both);
        assert_eq!((count(&blocks, HERE), count(&blocks, there)), (1, 0));
    }

    fn some_names() -> impl Strategy<Value = BTreeSet<ConnectorName>> {
        prop::collection::btree_set("[a-f]", 0..5)
            .prop_map(|names| names.iter().map(|it| ConnectorName::new(it)).collect())
    }

    fn some_policy() -> impl Strategy<Value = DataPolicy> {
        let group = prop_oneof![
            Just(ConnectorGroup::Business),
            Just(ConnectorGroup::NonBusiness),
            Just(ConnectorGroup::Blocked)
        ];
        (some_names(), some_names(), some_names(), group).prop_map(
            |(business, non_business, blocked, new_connectors)| DataPolicy {
                business,
                non_business,
                blocked,
                new_connectors,
                ..policy("", "", "", new_connectors)
            },
        )
    }

    proptest! {
        #[test]
        fn another_policy_or_connector_never_allows_more(
            policies in prop::collection::vec(some_policy(), 1..4), another in some_policy(),
            connectors in some_names(), more in some_names(),
        ) {
            let allowed = |policies: &[DataPolicy], connectors: &BTreeSet<ConnectorName>| {
                violations(policies, HERE, connectors).is_empty()
            };
            let mut stricter = policies.clone();
            stricter.push(another);
            prop_assert!(!allowed(&stricter, &connectors) || allowed(&policies, &connectors));
            let all: BTreeSet<_> = connectors.union(&more).cloned().collect();
            prop_assert!(!allowed(&policies, &all) || allowed(&policies, &connectors));
            prop_assert!(allowed(&policies, &BTreeSet::new()));
        }

        #[test]
        fn what_is_allowed_is_of_one_group_that_is_not_blocked(policy in some_policy(), connectors in some_names()) {
            let groups: BTreeSet<_> = connectors.iter().map(|it| group(&policy, it)).collect();
            let is_allowed = groups.len() <= 1 && !groups.contains(&ConnectorGroup::Blocked);
            prop_assert_eq!(verdict(&policy, &connectors).is_none(), is_allowed);
            if let Some(violation) = verdict(&policy, &connectors) {
                let sentence = violation.sentence(ToString::to_string);
                prop_assert!(sentence.contains("`P`") && connectors.iter().any(|it| sentence.contains(it.as_str())));
            }
        }
    }
}
