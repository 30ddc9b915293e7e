//! Whose approval of a promotion counts, and how many are missing.
//!
//! Four eyes see a change before it reaches an environment: whoever asked for it and whoever wrote what it changes have seen it, so
//! theirs do not count. What does not count changes nothing, so that whoever may not act any more neither lets a promotion through nor
//! holds it up.

use std::{collections::BTreeSet, fmt};

use model::{PrincipalId, PromotionDecision};

/// What is known about the approval of a promotion.
#[derive(Clone, Copy, Debug)]
pub struct Review<'a> {
    /// How many approvals it takes.
    pub needed: u32,
    /// Who asked for it.
    pub requester: PrincipalId,
    /// Who wrote what it changes.
    pub authors: &'a [PrincipalId],
    /// The active people who may approve at this stage, groups resolved.
    pub approvers: &'a [PrincipalId],
    /// What was said to the plan as it is now.
    pub decisions: &'a [(PrincipalId, PromotionDecision)],
    /// How many of the newest runs are to be replayed with the plan as it is now.
    pub to_replay: u32,
    /// How many were.
    pub replayed: u32,
}

/// Where the approval of a promotion stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Approval {
    /// Approvals are missing, or a replay.
    Waiting,
    /// Everybody who is needed has approved, and what was to be replayed was.
    Approved,
    /// An approver does not want it.
    Rejected,
}

/// Why somebody may not decide on a promotion. It reads on from "You may not decide on it: ".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bar {
    /// Asked for it.
    Requester,
    /// Wrote something of what it changes.
    Author,
    /// Is none of those who decide at this stage, or may not act any more.
    NoApprover,
    /// Has decided.
    Decided,
    /// An approver has rejected it.
    Over,
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Requester => "you asked for it",
            Self::Author => "you wrote something of what it changes",
            Self::NoApprover => "you are no approver of this stage",
            Self::Decided => "you have decided already",
            Self::Over => "it was rejected",
        })
    }
}

impl Review<'_> {
    /// Where it stands.
    pub fn approval(&self) -> Approval {
        if self.people(PromotionDecision::Reject) > 0 {
            Approval::Rejected
        } else if self.given() >= self.needed && self.lacks_replay().is_none() {
            Approval::Approved
        } else {
            Approval::Waiting
        }
    }

    /// How many of the newest runs are to be replayed before anybody approves; nothing where they were.
    pub fn lacks_replay(&self) -> Option<u32> {
        (self.replayed < self.to_replay).then_some(self.to_replay)
    }

    /// How many people have approved whose approval counts.
    pub fn given(&self) -> u32 {
        self.people(PromotionDecision::Approve)
    }

    /// Why somebody's decision would not count, or cannot be given any more; nothing where it can.
    pub fn bar(&self, who: PrincipalId) -> Option<Bar> {
        let decided = || self.decisions.iter().any(|(by, _)| *by == who);
        self.separation(who).or_else(|| decided().then_some(Bar::Decided)).or_else(|| {
            let is_over = self.approval() == Approval::Rejected;
            is_over.then_some(Bar::Over)
        })
    }

    /// The approvers whose decision counts.
    pub fn eligible(&self) -> impl Iterator<Item = PrincipalId> {
        self.approvers.iter().copied().filter(|who| self.separation(*who).is_none())
    }

    fn separation(&self, who: PrincipalId) -> Option<Bar> {
        if who == self.requester {
            Some(Bar::Requester)
        } else if self.authors.contains(&who) {
            Some(Bar::Author)
        } else if !self.approvers.contains(&who) {
            Some(Bar::NoApprover)
        } else {
            None
        }
    }

    /// How many people said this, of those whose decision counts; each once.
    fn people(&self, said: PromotionDecision) -> u32 {
        let by = self.decisions.iter().filter(|(_, decision)| *decision == said).map(|(by, _)| *by);
        let people: BTreeSet<_> = by.filter(|by| self.separation(*by).is_none()).collect();
        u32::try_from(people.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use PromotionDecision::{Approve, Reject};
    use proptest::{collection::vec, prelude::*};
    use uuid::Uuid;

    use super::*;

    /// Somebody of a small company.
    fn person(number: u128) -> PrincipalId {
        PrincipalId(Uuid::from_u128(number))
    }

    fn people() -> impl Strategy<Value = Vec<PrincipalId>> {
        vec((0..6_u128).prop_map(person), 0..5)
    }

    fn decisions() -> impl Strategy<Value = Vec<(PrincipalId, PromotionDecision)>> {
        vec(((0..6_u128).prop_map(person), prop_oneof![4 => Just(Approve), 1 => Just(Reject)]), 0..6)
    }

    #[test]
    fn two_others_approve_and_the_author_and_the_requester_do_not() {
        let [requester, author, one, two] = [0, 1, 2, 3].map(person);
        let all = [requester, author, one, two];
        let authors = [author];
        let said = all.map(|who| (who, Approve));
        let review = Review {
            needed: 2,
            requester,
            authors: &authors,
            approvers: &all,
            decisions: &said[..3],
            to_replay: 0,
            replayed: 0,
        };
        assert_eq!((review.approval(), review.given()), (Approval::Waiting, 1));
        assert_eq!(review.eligible().collect::<Vec<_>>(), [one, two]);
        assert_eq!(
            [requester, author, one, two, person(9)].map(|who| review.bar(who)),
            [Some(Bar::Requester), Some(Bar::Author), Some(Bar::Decided), None, Some(Bar::NoApprover)]
        );
        let approved = Review { decisions: &said, ..review };
        assert_eq!(approved.approval(), Approval::Approved);
        // Whoever may not act any more is no approver, and an approval that was given goes with them.
        let without_two = Review { approvers: &all[..3], ..approved };
        assert_eq!((without_two.approval(), without_two.given()), (Approval::Waiting, 1));
        assert_eq!(without_two.bar(two), Some(Bar::NoApprover));
        let refused = [(one, Reject)];
        let rejected = Review { decisions: &refused, ..review };
        assert_eq!((rejected.approval(), rejected.bar(two)), (Approval::Rejected, Some(Bar::Over)));
    }

    #[test]
    fn nobody_has_approved_what_was_not_replayed_and_anybody_may_reject_it() {
        let [requester, one] = [0, 1].map(person);
        let (approvers, approved, rejected) = ([one], [(one, Approve)], [(one, Reject)]);
        let review = Review {
            needed: 0,
            requester,
            authors: &[],
            approvers: &approvers,
            decisions: &[],
            to_replay: 5,
            replayed: 4,
        };
        assert_eq!((review.approval(), review.lacks_replay()), (Approval::Waiting, Some(5)));
        assert_eq!(Review { decisions: &approved, needed: 1, ..review }.approval(), Approval::Waiting);
        assert_eq!(Review { decisions: &rejected, ..review }.approval(), Approval::Rejected);
        assert_eq!(review.bar(one), None);
        let replayed = Review { replayed: 5, ..review };
        assert_eq!((replayed.approval(), replayed.lacks_replay()), (Approval::Approved, None));
        assert_eq!(Review { needed: 1, ..replayed }.approval(), Approval::Waiting);
    }

    proptest! {
        #[test]
        fn what_does_not_count_changes_nothing(
            needed in 0..4_u32, requester in 0..6_u128, authors in people(), approvers in people(), decisions in decisions(),
        ) {
            let review =
                Review { needed, requester: person(requester), authors: &authors, approvers: &approvers, decisions: &decisions, to_replay: 0, replayed: 0 };
            let eligible: Vec<_> = review.eligible().collect();
            let counted: Vec<_> = decisions.iter().copied().filter(|(by, _)| eligible.contains(by)).collect();
            prop_assert_eq!(Review { decisions: &counted, ..review }.approval(), review.approval());
            prop_assert!(!eligible.contains(&person(requester)));
            prop_assert!(eligible.iter().all(|who| !authors.contains(who) && approvers.contains(who)));
            prop_assert!(review.given() as usize <= eligible.len());
        }

        #[test]
        fn saying_it_again_or_in_another_order_changes_nothing(
            needed in 0..4_u32, approvers in people(), decisions in decisions(),
        ) {
            let review = Review { needed, requester: person(0), authors: &[], approvers: &approvers, decisions: &decisions, to_replay: 0, replayed: 0 };
            let mut twice = [decisions.clone(), decisions.clone()].concat();
            twice.reverse();
            let again = Review { decisions: &twice, ..review };
            prop_assert_eq!((again.approval(), again.given()), (review.approval(), review.given()));
        }

        #[test]
        fn who_is_not_barred_moves_it(
            needed in 1..4_u32, requester in 0..6_u128, authors in people(), approvers in people(), decisions in decisions(), who in 0..6_u128,
        ) {
            let review =
                Review { needed, requester: person(requester), authors: &authors, approvers: &approvers, decisions: &decisions, to_replay: 0, replayed: 0 };
            if review.bar(person(who)).is_none() {
                let with = |said| [decisions.clone(), vec![(person(who), said)]].concat();
                let (approved, rejected) = (with(Approve), with(Reject));
                prop_assert_eq!(Review { decisions: &approved, ..review }.given(), review.given() + 1);
                prop_assert_eq!(Review { decisions: &rejected, ..review }.approval(), Approval::Rejected);
            }
        }
    }
}
