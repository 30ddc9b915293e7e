//! The stored form of entries.

use engine::{
    Entry, ErrorInfo, Place, Reply,
    journal::{Skip, Started, decode, decode_value, encode, encode_value},
};
use model::{ActingIdentity, ActingRule, ConnectionId, PrincipalId, RunStatus, Timestamp};
use proptest::prelude::*;
use wdl::{
    Object, Value,
    definition::{ActionIx, Status},
    value::Decimal,
};

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<f64>().prop_filter("NaN equals nothing", |number| !number.is_nan()).prop_map(Value::Float),
        any::<i64>().prop_map(|number| Value::Decimal(Decimal::new(number, 3))),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec(("[a-c]{1,2}", inner.clone()), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Object>())),
            // The same list twice, shared.
            inner.prop_map(|shared| Value::from(vec![shared.clone(), shared])),
        ]
    })
}

fn place() -> impl Strategy<Value = Place> {
    (any::<u32>(), any::<u16>()).prop_map(|(frame, action)| Place { frame, action: ActionIx(action) })
}

fn time() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(Timestamp)
}

fn status() -> impl Strategy<Value = Status> {
    prop::sample::select(Status::ALL.to_vec())
}

fn error() -> impl Strategy<Value = ErrorInfo> {
    ("[A-Z]{1,5}", ".{0,9}").prop_map(|(code, message)| ErrorInfo::new(code, message))
}

fn acting() -> impl Strategy<Value = ActingIdentity> {
    let rules = vec![
        ActingRule::TriggeringUser,
        ActingRule::RowOwner,
        ActingRule::RowOwnedByTeam,
        ActingRule::ProcessOwner,
        ActingRule::BlankTriggeringUser,
        ActingRule::OwnConnection,
        ActingRule::RunOnlyUser,
        ActingRule::PrimaryOwner,
        ActingRule::BlankProcessOwner,
    ];
    let secret_version = prop_oneof![Just(0), any::<i64>()];
    let others = (prop::option::of(any::<u128>()), prop::sample::select(rules), secret_version);
    (any::<u128>(), any::<u128>(), others).prop_map(|(principal, connection, (impersonator, rule, secret_version))| {
        ActingIdentity {
            principal: PrincipalId(uuid::Uuid::from_u128(principal)),
            connection: ConnectionId(uuid::Uuid::from_u128(connection)),
            impersonator: impersonator.map(|id| PrincipalId(uuid::Uuid::from_u128(id))),
            rule,
            secret_version,
        }
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let how = prop_oneof![
        Just(Started::Call),
        time().prop_map(|until| Started::Wait { until }),
        prop::option::of(0..u16::MAX).prop_map(|chosen| Started::Branch { chosen }),
        Just(Started::Foreach),
        Just(Started::Until),
    ];
    let why = prop_oneof![
        any::<u16>().prop_map(|on| Skip::RunAfter { on: ActionIx(on) }),
        Just(Skip::Parent),
        Just(Skip::BranchNotTaken),
        Just(Skip::RunEnded),
    ];
    let code = || "[A-Z]{1,6}";
    prop_oneof![
        (place(), time(), value(), how).prop_map(|(place, at, inputs, how)| Entry::Started { place, at, inputs, how }),
        (place(), any::<u32>(), time(), time(), code(), prop::option::of(".{0,5}"), prop::option::of(acting()))
            .prop_map(|(place, attempt, at, retry_at, code, message, acting)| Entry::AttemptFailed {
                place,
                attempt,
                at,
                retry_at,
                code: code.into(),
                message,
                acting
            }),
        (place(), any::<u32>(), time()).prop_map(|(place, attempt, at)| Entry::AttemptStarted { place, attempt, at }),
        (place(), time(), time(), ".{0,9}").prop_map(|(place, at, poll_at, poll)| Entry::Accepted {
            place,
            at,
            poll_at,
            poll: poll.into()
        }),
        (place(), time(), code()).prop_map(|(place, at, code)| Entry::Subscribed { place, at, code: code.into() }),
        (place(), any::<u32>()).prop_map(|(place, index)| Entry::IterationStarted { place, index }),
        (place(), any::<u32>(), status()).prop_map(|(place, frame, status)| Entry::IterationEnded {
            place,
            frame,
            status
        }),
        (
            (place(), time(), time(), status(), code()),
            (
                prop::option::of(error()),
                prop::option::of(value()),
                prop::option::of(value()),
                prop::option::of(acting())
            )
        )
            .prop_map(|((place, started_at, at, status, code), (error, inputs, outputs, acting))| {
                Entry::Ended { place, started_at, at, status, code: code.into(), error, inputs, outputs, acting }
            }),
        (place(), time(), why).prop_map(|(place, at, why)| Entry::Skipped { place, at, why }),
        (place(), value()).prop_map(|(place, properties)| Entry::Tracked { place, properties }),
        (any::<u16>(), value()).prop_map(|(variable, value)| Entry::VariableSet { variable, value }),
        (any::<u16>(), value()).prop_map(|(variable, value)| Entry::VariableAppended { variable, value }),
        (any::<u16>(), prop::collection::vec((".{0,4}", ".{0,4}"), 0..3), prop::option::of(value()))
            .prop_map(|(status, headers, body)| Entry::Replied(Reply { status, headers, body })),
        (time(), prop::sample::select(RunStatus::ALL.to_vec()), code(), prop::option::of(error()))
            .prop_map(|(at, status, code, error)| Entry::RunEnded { at, status, code: code.into(), error }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn entries_read_as_they_were_written(entries in prop::collection::vec(entry(), 0..12)) {
        prop_assert_eq!(decode(&encode(&entries)).expect("readable"), entries);
    }

    #[test]
    fn values_read_as_they_were_written(value in value()) {
        let read = decode_value(&encode_value(&value)).expect("readable");
        prop_assert_eq!(read.to_json(), value.to_json());
        prop_assert_eq!(read, value);
    }

    #[test]
    fn bytes_that_nobody_wrote_are_refused_or_read(bytes in prop::collection::vec(any::<u8>(), 0..200), version in 0_u8..4) {
        let mut segment = vec![version];
        segment.extend(bytes);
        let _ = (decode(&segment), decode_value(&segment));
    }

    #[test]
    fn a_segment_that_was_damaged_is_refused_or_read(entries in prop::collection::vec(entry(), 1..8), at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut segment = encode(&entries);
        let cut = cut.index(segment.len() + 1);
        let _ = decode(&segment[..cut]);
        let at = at.index(segment.len());
        segment[at] = to;
        let _ = decode(&segment);
    }
}

#[test]
fn a_value_in_several_entries_is_written_once() {
    let rows: Vec<Value> = (0..1_000).map(|number| Value::from(format!("row {number} of many"))).collect();
    let rows = Value::from(rows);
    let once = encode(&[Entry::VariableSet { variable: 0, value: rows.clone() }]).len();
    let ten: Vec<Entry> = (0..10).map(|variable| Entry::VariableSet { variable, value: rows.clone() }).collect();
    assert!(encode(&ten).len() < once + 100);
}

#[test]
fn a_segment_that_claims_to_be_huge_is_refused() {
    let mut segment = vec![2];
    segment.extend(u32::MAX.to_le_bytes());
    segment.extend([0; 16]);
    assert!(decode(&segment).is_err());
}

#[test]
fn deep_nesting_is_refused_rather_than_followed() {
    let mut segment = vec![1, 8, 0];
    segment.extend([7, 1].repeat(100_000));
    segment.push(0);
    assert!(decode(&segment).is_err());
}
