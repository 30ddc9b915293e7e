//! The words of the product as the API spells them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wdl::definition::Status;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident ($case:tt) = $model:ty { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = $case)]
        pub(crate) enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl From<$model> for $name {
            fn from(word: $model) -> Self {
                match word {
                    $(<$model>::$variant => Self::$variant,)*
                }
            }
        }

        impl From<$name> for $model {
            fn from(word: $name) -> Self {
                match word {
                    $($name::$variant => Self::$variant,)*
                }
            }
        }
    )*};
}

words! {
    /// Where a data policy puts a connector.
    ConnectorGroup ("camelCase") = model::ConnectorGroup {
        /// It holds what belongs to the business.
        Business,
        /// It does not, and what belongs to the business does not go there.
        NonBusiness,
        /// No flow uses it.
        Blocked,
    }

    /// Which rows a copy of tables brings.
    RowsToCopy ("camelCase") = app::tables::RowsToCopy {
        /// None.
        None,
        /// Those that the caller may read, masked.
        Masked,
        /// Made from the definitions alone.
        Synthetic,
    }

    /// What becomes of a column's values in a copy.
    Mask ("camelCase") = app::tables::Mask {
        /// They stay; lookups follow the rows that they point to.
        Keep,
        /// They are left out.
        Blank,
        /// Each becomes a text or id without meaning; the same value the same one.
        Hash,
        /// They stay, each in another row.
        Shuffle,
        /// Each becomes one that looks like it; the same value the same one.
        Fake,
    }

    /// What a copy does to the definition of a table.
    TableChange ("camelCase") = app::tables::TableChange {
        /// The table is new.
        Add,
        /// It has more columns, choices or room.
        Extend,
        /// It has everything already.
        Same,
    }

    /// What happens in an event that is simulated.
    EventKind ("camelCase") = app::continuity::EventKind {
        /// Principals are disabled.
        Disabled,
        /// Principals, connections or security roles are deleted.
        Deleted,
        /// The accounts of principals end, or the credentials of connections do.
        Expired,
        /// Principals have security roles no more: those that are named, else all. Roles alone are lost by everybody.
        RoleLost,
        /// Principals leave groups: those that are named, else all.
        GroupLeft,
    }

    /// What a subject of an event is.
    SubjectKind ("camelCase") = app::continuity::SubjectKind {
        /// A user, service account or group.
        Principal,
        /// A connection.
        Connection,
        /// A security role.
        Role,
    }

    /// When something fails after an event.
    Certainty ("camelCase") = app::continuity::Certainty {
        /// As soon as the event has happened.
        Certain,
        /// As soon as the event has happened, at a later date.
        AtDate,
        /// Then, if one of the named people starts the flow or owns the row.
        Depends,
        /// When somebody saves the flow or turns it on.
        OnNextEdit,
    }

    /// Why a flow is at risk.
    RiskReason ("camelCase") = access::continuity::Reason {
        /// Nobody who owns it is active.
        Orphan,
        /// One active principal owns it.
        OneOwner,
        /// Somebody whom it needs leaves.
        PersonLeaving,
        /// A connection cannot be used.
        ConnectionBroken,
        /// The credentials of a connection expire within 14 days.
        ConnectionExpires,
        /// It uses a person's connection in a Prod environment.
        PersonalConnection,
        /// That connection has no active successor.
        NoSuccessor,
    }

    /// What a step against risks does.
    StepKind ("camelCase") = access::continuity::StepKind {
        /// Somebody is named who goes on with a connection when its owner leaves.
        NameSuccessor,
        /// Somebody becomes a co-owner of the flow.
        AddCoOwner,
        /// A connection gets new credentials.
        RenewConnection,
        /// The flow uses another connection.
        SwapConnection,
    }

    /// What kind of principal.
    PrincipalKind ("camelCase") = model::PrincipalKind {
        /// A person who signs in.
        User,
        /// An identity owned by a team.
        ServiceAccount,
        /// A set of principals.
        Group,
    }

    /// Where what is known about a principal comes from.
    PrincipalSource ("camelCase") = model::PrincipalSource {
        /// It was made here.
        Local,
        /// A provisioning client of the identity provider keeps it up to date.
        Scim,
        /// It was made when somebody signed in through the identity provider.
        Oidc,
    }

    /// Where a hand-over plan stands.
    HandoverStatus ("camelCase") = model::HandoverStatus {
        /// It is being written.
        Draft,
        /// It is approved, and its content is frozen.
        Approved,
        /// The same, and its time is set.
        Scheduled,
        /// Everything in it has happened.
        Applied,
        /// It had happened, and was taken back.
        Undone,
    }

    /// What somebody says about drift.
    DriftState ("camelCase") = app::drift::DriftState {
        /// Nobody accepts it.
        Open,
        /// Somebody accepts it.
        Accepted,
    }

    /// Where break-glass stands.
    BreakGlassState ("camelCase") = model::BreakGlassState {
        /// Somebody asks, and nobody has agreed yet.
        Asked,
        /// The environment may be changed by hand.
        Open,
        /// It is over.
        Ended,
    }

    /// What somebody answered to a hand-over plan.
    HandoverAnswer ("camelCase") = model::HandoverAnswer {
        /// An administrator: it may happen.
        Approved,
        /// Somebody who gets something: it is taken over.
        Accepted,
    }

    /// What an environment is for.
    EnvironmentKind ("camelCase") = model::EnvironmentKind {
        /// Where flows are made.
        Dev,
        /// Where they are accepted.
        Test,
        /// Where they matter.
        Prod,
    }

    /// What a principal is in the installation.
    TenantRole ("camelCase") = model::TenantRole {
        /// Reads everything, changes and starts nothing.
        Auditor,
        /// Administers it.
        Admin,
    }

    /// What a principal is in an environment.
    EnvironmentRole ("camelCase") = model::EnvironmentRole {
        /// Uses what is shared with it.
        User,
        /// Reads everything there but rows and secrets, changes and starts nothing.
        Auditor,
        /// Makes flows and connections too.
        Maker,
        /// Administers the environment.
        Admin,
    }

    /// What somebody may do with a flow.
    Tier ("camelCase") = model::Tier {
        /// Starts the flow and sees nothing inside.
        RunOnlyUser,
        /// Sees runs.
        Viewer,
        /// Edits, shares, rebinds, deletes.
        CoOwner,
        /// The one owner that is named first.
        PrimaryOwner,
    }

    /// Something that one may do with a flow.
    FlowAction ("camelCase") = access::FlowAction {
        /// Know that it exists.
        Know,
        /// See what is inside.
        See,
        /// Change it.
        Edit,
        /// Share it.
        Share,
        /// Swap its connections.
        Rebind,
        /// Turn it on and off.
        Enable,
        /// Delete it.
        Delete,
        /// Start it.
        Run,
        /// See its runs.
        SeeRuns,
        /// Repeat a run.
        Resubmit,
        /// Stop a run.
        Cancel,
    }

    /// Something that one may do with a connection.
    ConnectionAction ("camelCase") = model::ConnectionAction {
        /// See whose it is, whether it works and what uses it.
        See,
        /// Let flows use it.
        Use,
        /// Sign in anew for it.
        Rebind,
        /// Delete it, and give rights on it.
        Manage,
    }

    /// What came of trying a connection.
    ProbeOutcome ("camelCase") = model::ProbeOutcome {
        /// The target accepts it.
        Accepted,
        /// The target refuses it.
        Refused,
        /// The target answered, and what it said tells nothing of whether it accepts the connection.
        Unclear,
        /// The target did not answer, or may not be called.
        Unreachable,
    }

    /// Whom a connection hangs on.
    ConnectionKind ("camelCase") = app::connections::Kind {
        /// One person.
        Personal,
        /// One person, and a group has rights on it.
        Team,
        /// A service account.
        ServiceAccount,
    }

    /// Something about a connection that somebody should see to.
    ConnectionWarningCode ("camelCase") = app::connections::ConnectionWarning {
        /// A person's in a protected environment.
        PersonalInProtected,
        /// No flow uses it.
        UsedByNobody,
        /// No run has used it for 90 days.
        Unused,
    }

    /// How signing in anew repairs what uses a connection.
    Reauthentication ("camelCase") = access::Reauthentication {
        /// The connection keeps its id and its owner, and gets new credentials.
        Renew,
        /// The connection keeps its id and becomes the caller's.
        TakeOver,
        /// The caller gets a connection of his own, and his flows use that one instead.
        Replace,
    }

    /// Whose identity "invoker" actions use.
    RunAs ("camelCase") = model::RunAs {
        /// Who changed the row.
        TriggeringUser,
        /// Who owns the row.
        RowOwner,
        /// The principal of the trigger's connection.
        ProcessOwner,
    }

    /// How an action uses its connection reference.
    ConnectionMode ("camelCase") = model::ConnectionMode {
        /// The bound connection acts as itself.
        Own,
        /// The bound connection acts on behalf of the run-as user.
        Impersonate,
        /// The caller supplies a connection of his own.
        RunOnlyUser,
    }

    /// Whether an action's identity may do what the action does, as far as its privilege goes.
    Ability ("camelCase") = access::Ability {
        /// It may.
        Can,
        /// It may not, or there is no identity.
        Cannot,
        /// That depends on who it will be.
        Depends,
        /// Somebody else decides, or the definition does not say what is touched.
        Unknown,
    }

    /// Whose connection a reference uses for those who start the flow.
    RuntimeSource ("camelCase") = wdl::definition::RuntimeSource {
        /// The flow's own.
        Embedded,
        /// That of whoever starts it.
        Invoker,
    }

    /// Which line of the decision table chose an acting identity.
    ActingRule ("camelCase") = model::ActingRule {
        /// Who changed the row.
        TriggeringUser,
        /// Who owns the row.
        RowOwner,
        /// A team owns the row: as process owner.
        RowOwnedByTeam,
        /// The principal of the trigger's connection.
        ProcessOwner,
        /// The flow's primary owner, as the environment's settings say.
        PrimaryOwner,
        /// Run as is blank: who changed the row.
        BlankTriggeringUser,
        /// Run as is blank: the process owner, as the environment's settings say.
        BlankProcessOwner,
        /// The action's own connection.
        OwnConnection,
        /// The caller's own connection.
        RunOnlyUser,
    }

    /// What started a run.
    StartKind ("camelCase") = model::StartKind {
        /// A row was added, modified or deleted.
        RowChanged,
        /// Somebody pressed the button.
        Button,
        /// An HTTP request.
        HttpRequest,
        /// The clock.
        Recurrence,
        /// An owner resubmitted an earlier run.
        Resubmit,
    }

    /// What came of a firing of a trigger.
    FiringStatus ("PascalCase") = model::FiringStatus {
        /// It started a run.
        Succeeded,
        /// It was to start none.
        Skipped,
        /// It went wrong.
        Failed,
    }

    /// What a replayed run does otherwise.
    DifferenceKind ("camelCase") = app::solutions::replay::Kind {
        /// How the run or an action ends, or whether the run starts.
        Status,
        /// What the caller is answered, or what an action makes without a call.
        Output,
        /// A call that was made is made no more.
        EffectMissing,
        /// A call is made that was not.
        EffectExtra,
        /// A call is told something else.
        EffectChanged,
        /// A call is made as somebody else, or refused.
        Identity,
    }

    /// Where a run stands.
    RunStatus ("PascalCase") = model::RunStatus {
        /// Accepted, or between two actions.
        Running,
        /// Waits for time or for somebody.
        Waiting,
        /// Ended well.
        Succeeded,
        /// Ended badly.
        Failed,
        /// Was stopped.
        Cancelled,
        /// Took longer than a run may.
        TimedOut,
    }

    /// The type of an environment variable.
    VariableKind ("camelCase") = model::VariableKind {
        /// Text.
        String,
        /// A number.
        Number,
        /// Yes or no.
        Boolean,
        /// JSON.
        Json,
        /// The address of a data source.
        DataSource,
        /// A secret, whose value is never shown.
        Secret,
    }

    /// What is done with a row.
    Verb ("camelCase") = model::Verb {
        /// Make a row.
        Create,
        /// See a row.
        Read,
        /// Change a row.
        Write,
        /// Remove a row.
        Delete,
        /// Set a lookup on this row.
        Append,
        /// Be what a lookup points to.
        AppendTo,
        /// Give a row to another owner.
        Assign,
        /// Share a row.
        Share,
    }

    /// How far a privilege reaches.
    Depth ("camelCase") = model::Depth {
        /// Rows of the principal and its teams.
        User,
        /// Rows of the principal's business unit.
        BusinessUnit,
        /// Rows of the business unit and those below it.
        ParentChild,
        /// All rows.
        Organization,
    }

    /// How bad a diagnostic is.
    Severity ("camelCase") = wdl::Severity {
        /// Worth knowing.
        Warning,
        /// Keeps the flow off.
        Error,
    }

    /// How much a finding matters.
    Level ("camelCase") = wdl::analysis::Level {
        /// It may be meant.
        Hint,
        /// It can be saved, and fails when it is evaluated.
        Warning,
        /// Keeps the flow off.
        Error,
    }

    /// What a completion is.
    CompletionKind ("camelCase") = wdl::analysis::CompletionKind {
        /// A function.
        Function,
        /// What the trigger brought.
        Trigger,
        /// What an action gave, or its name.
        Action,
        /// A parameter of the flow.
        Parameter,
        /// A variable.
        Variable,
        /// A loop around the string, or its current item.
        Loop,
        /// A property of an object.
        Property,
    }

    /// What is done to a component of a solution.
    ComponentFate ("camelCase") = solutions::plan::Fate {
        /// It is not here yet.
        Add,
        /// It is here and differs.
        Change,
        /// It stays as it is.
        Keep,
        /// It is removed.
        Remove,
        /// It is removed when the staged upgrade is finished.
        RemoveLater,
    }

    /// How a solution is brought into an environment.
    DeploymentMode ("camelCase") = solutions::plan::Mode {
        /// Add and change; what the package no longer has stays.
        Update,
        /// Add and change, and remove what a managed package no longer has.
        Upgrade,
        /// As an upgrade, but what is to be removed stays until the upgrade is finished.
        Stage,
        /// Remove a managed solution with all that it brought. Of an unmanaged one the components stay.
        Uninstall,
    }

    /// Where the connection of a reference comes from.
    BindingSource ("camelCase") = solutions::plan::BindingSource {
        /// The settings.
        Settings,
        /// It is bound so now.
        AlreadyBound,
        /// It is the only connection that may be used. Nothing is bound by that until the settings say so.
        Suggested,
        /// There is none, or there are several.
        Missing,
    }

    /// Where the value of an environment variable comes from.
    ValueSource ("camelCase") = solutions::plan::ValueSource {
        /// The settings.
        Settings,
        /// The environment's own value, which stays.
        Environment,
        /// The value that travels in the package.
        Package,
        /// The default of the definition.
        Default,
        /// Nobody gives one.
        Missing,
    }

    /// How a check came out.
    Outcome ("camelCase") = solutions::plan::Outcome {
        /// All is well.
        Pass,
        /// It can be applied, and somebody should look.
        Warn,
        /// It cannot be applied.
        Fail,
    }

    /// What something is that a check is about.
    CheckSubjectKind ("camelCase") = solutions::plan::SubjectKind {
        /// A cloud flow.
        Flow,
        /// A table.
        Table,
        /// Columns added to a table that is defined elsewhere.
        Columns,
        /// A security role.
        Role,
        /// A custom connector.
        Connector,
        /// An environment variable.
        Variable,
        /// A connection reference.
        Reference,
        /// A connection.
        Connection,
        /// A user, service account or group.
        Principal,
    }

    /// How much a change deserves a look.
    Risk ("camelCase") = solutions::diff::Risk {
        /// Nothing behaves differently, or hardly.
        Info,
        /// Something behaves differently.
        Notice,
        /// Somebody else acts, may do more, or is reached; or something is deleted.
        High,
    }

    /// What changes in a solution.
    ChangedKind ("camelCase") = solutions::diff::SubjectKind {
        /// The solution itself.
        Solution,
        /// A connection reference.
        Reference,
        /// An environment variable.
        Variable,
        /// A table.
        Table,
        /// A list of choices that several columns use.
        Choice,
        /// A relationship between tables.
        Relationship,
        /// A security role.
        Role,
        /// A custom connector.
        Connector,
        /// A cloud flow.
        Flow,
        /// Something that is kept in the package and neither run nor shown.
        Kept,
    }

    /// How a date and time relates to time zones.
    DateTimeBehavior ("camelCase") = model::table::DateTimeBehavior {
        /// An instant, stored in UTC.
        UserLocal,
        /// A day.
        DateOnly,
        /// A day and a time without a zone.
        TimeZoneIndependent,
    }

    /// Whether a value must be given.
    Requirement ("camelCase") = model::table::Requirement {
        /// It may be left out.
        None,
        /// It should be given.
        Recommended,
        /// People must give it.
        Required,
        /// The system sets it.
        System,
    }

    /// Where a promotion stands.
    PromotionState ("camelCase") = app::promotions::PromotionState {
        /// Approvals are missing.
        Waiting,
        /// It can be applied.
        Approved,
        /// The package is there.
        Applied,
        /// An approver did not want it.
        Rejected,
        /// It is not wanted any more.
        Withdrawn,
        /// What applying it would do is not what was reviewed.
        Stale,
        /// It could not be applied.
        Failed,
    }

    /// What an approver says to a promotion.
    PromotionDecision ("camelCase") = model::PromotionDecision {
        /// It may happen.
        Approve,
        /// It may not.
        Reject,
    }

    /// Who owns a table's rows.
    Ownership ("camelCase") = model::table::Ownership {
        /// A user or team owns each row.
        User,
        /// Rows belong to the organization.
        Organization,
    }
}

/// Where an action of a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) enum ActionStatus {
    /// Under way.
    Running,
    /// Waits for time or for somebody.
    Waiting,
    /// Did what it should.
    Succeeded,
    /// Did not.
    Failed,
    /// Was never started.
    Skipped,
    /// Took too long.
    TimedOut,
    /// Was stopped.
    Cancelled,
}

impl From<Status> for ActionStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Succeeded => Self::Succeeded,
            Status::Failed => Self::Failed,
            Status::Skipped => Self::Skipped,
            Status::TimedOut => Self::TimedOut,
            Status::Cancelled => Self::Cancelled,
        }
    }
}
