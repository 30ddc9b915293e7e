//! Stable codes of the errors that people meet. Each has a page in `docs/errors/`.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        /// A stable error code, printed as `STW1012`. The page `docs/errors/STW1012.md` says what happened, who can fix it, and how.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum ErrorCode {
            $($(#[$doc])* $name = $number,)*
        }

        impl ErrorCode {
            /// Every code, for the check that each has a page.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

codes! {
    /// Something broke inside; the log has it under the correlation id.
    Internal = 1000,
    /// No or no valid credentials were given.
    NotSignedIn = 1001,
    /// The caller may know the thing but not do this to it.
    Forbidden = 1002,
    /// There is no such thing, or the caller may not know of it.
    NotFound = 1003,
    /// The request's content is not what this address takes.
    BadRequest = 1004,
    /// The request's body is larger than the limit.
    BodyTooLarge = 1005,
    /// The name is taken, or the thing has changed meanwhile.
    Conflict = 1006,
    /// Too much work is waiting; try again after the time that Retry-After says.
    Busy = 1007,
    /// Sign-in failed too often.
    SignInSlowed = 1008,
    /// The request came from another site.
    CrossSite = 1009,
    /// A connection is not valid: its owner may not act any more.
    ConnectionInvalid = 1012,
    /// An action has no connection bound.
    ConnectionNotConfigured = 1013,
    /// The acting identity lacks a privilege.
    PrivilegeMissing = 1014,
    /// The connection's principal may not act on behalf of others.
    MayNotActOnBehalf = 1015,
    /// A run-only user has no connection of his own.
    RunOnlyConnectionMissing = 1016,
    /// The flow cannot be turned on yet.
    FlowCannotTurnOn = 1020,
    /// The flow is off.
    FlowOff = 1021,
    /// The flow's definition has errors.
    DefinitionInvalid = 1022,
    /// The run cannot be cancelled or resubmitted in its state.
    RunState = 1023,
    /// The request trigger's signature is missing or wrong.
    BadSignature = 1024,
    /// An operation that no connector here has.
    UnknownOperation = 1025,
    /// A text is not a valid expression.
    ExpressionInvalid = 1026,
    /// The package is not a readable zip or folder.
    PackageUnreadable = 1030,
    /// The package is larger, deeper or denser than the limits allow.
    PackageTooLarge = 1031,
    /// A file in the package is not valid XML or JSON.
    PackageFileInvalid = 1032,
    /// The settings file is not valid, or names something that is not there.
    SettingsInvalid = 1033,
    /// The package cannot be installed over what is there.
    SolutionConflict = 1034,
    /// An OData query or row body is not valid.
    ODataInvalid = 1040,
    /// The data folder cannot be used.
    DataFolder = 1050,
    /// The database cannot be reached for now.
    Unavailable = 1052,
    /// The master key is missing or does not fit the data.
    MasterKey = 1051,
    /// A promotion is not in a state for this.
    PromotionState = 1107,
    /// The caller may not approve or reject this promotion.
    MayNotDecide = 1108,
    /// What a promotion would do is not what was reviewed.
    PromotionStale = 1109,
    /// The environment takes solutions only through a pipeline.
    PipelineOnly = 1110,
    /// The solution has not come through the stage before.
    StageSkipped = 1111,
    /// Nobody may bring solutions to the stage.
    DeployerUnable = 1112,
    /// A server that is up does not seal with the new master key.
    ServerWithoutKey = 1100,
    /// Something is used, so it is not deleted.
    ComponentInUse = 1119,
    /// What came with a managed solution changes only with that.
    ComponentManaged = 1120,
    /// What somebody builds cannot be called so.
    NameInvalid = 1121,
    /// The credentials or parameters of a connection are not what its connector asks for.
    CredentialsInvalid = 1085,
    /// A secret that a connection refers to cannot be fetched.
    SecretUnavailable = 1086,
    /// The connection has no such version of its secret any more.
    SecretVersionGone = 1087,
    /// The server could not be reached.
    ServerUnreachable = 1060,
    /// Nobody gives a privilege that he does not have.
    PrivilegeNotHeld = 1080,
    /// Whoever starts the flow cannot provide the connection.
    RunOnlyChoiceRefused = 1081,
    /// A change of shares would leave a flow without an active owner.
    LastOwner = 1082,
    /// A share lasts longer than its environment allows, or does not say why it is given.
    SharePolicy = 1083,
    /// A run used the connections of somebody else, and only that person may use them.
    ConnectionsOfAnother = 1084,
    /// A provider of identities cannot be reached or used.
    ProviderUnavailable = 1070,
    /// A provider's answer to a sign-in is not one that counts.
    ProviderRefused = 1071,
    /// The provider knows the user, and this installation does not let it in.
    NotAdmitted = 1072,
    /// The code of the second factor is wrong, or the sign-in that it belongs to is over.
    CodeWrong = 1073,
    /// The token is not for this.
    ScopeMissing = 1074,
    /// What a change affects has not been seen.
    ImpactUnseen = 1088,
    /// What a provisioning client asks for does not fit SCIM's schemas.
    ProvisioningRefused = 1075,
    /// A hand-over plan cannot happen as it is.
    HandoverNotReady = 1093,
    /// A hand-over plan is not in a state for this.
    HandoverState = 1094,
    /// A protected environment changes through deployments alone.
    EnvironmentProtected = 1113,
    /// Break-glass is not in a state for this.
    BreakGlassState = 1114,
    /// Break-glass takes two persons.
    BreakGlassTakesTwo = 1115,
    /// What drifts cannot be made what was released again.
    DriftStays = 1116,
    /// A text is not a certificate.
    CertificateInvalid = 1095,
    /// This server sends no mails.
    MailsOff = 1131,
    /// A mail could not be sent.
    MailNotSent = 1132,
    /// A text is not a key to sign with, or to tell who signed.
    KeyInvalid = 1125,
    /// A package's signature does not count.
    SignatureRefused = 1126,
    /// A folder holds something that is not to be overwritten.
    FolderTaken = 1127,
    /// A repository cannot be used as it is.
    RepositoryNotReady = 1128,
    /// A repository and an environment have both changed.
    SyncConflict = 1129,
    /// Tables cannot be copied as was asked for.
    CopyInvalid = 1139,
    /// Rows are copied with the rights of whoever copies.
    CopyNotAllowed = 1140,
    /// Two tables of one name cannot be one.
    TablesClash = 1141,
    /// A data policy does not let these connectors stand in one flow.
    DataPolicyViolated = 1142,
    /// Bringing a package in would do something else than the plan that was looked at.
    PlanChanged = 1101,
    /// A check of a plan fails.
    CheckFailed = 1102,
    /// What is asked to be replayed is no choice of runs, or too many of them.
    ReplayInvalid = 1135,
    /// The runs hold more, or take longer, than one replay may.
    ReplayTooLarge = 1136,
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "STW{}", *self as u16)
    }
}
