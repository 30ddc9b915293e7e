//! What each error code is called: the headings of the pages in `docs/errors`.

use model::ErrorCode;

/// A code in a few words.
pub(crate) fn title(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Internal => "Something broke inside Steward",
        ErrorCode::NotSignedIn => "Not signed in",
        ErrorCode::Forbidden => "Not allowed",
        ErrorCode::NotFound => "No such thing",
        ErrorCode::BadRequest => "The request is not what this address takes",
        ErrorCode::BodyTooLarge => "The body is too large",
        ErrorCode::Conflict => "The name is taken, or the thing has changed",
        ErrorCode::Busy => "Too busy",
        ErrorCode::SignInSlowed => "Sign-in is slowed down",
        ErrorCode::CrossSite => "The request came from another site",
        ErrorCode::ConnectionInvalid => "The connection is no longer valid",
        ErrorCode::ConnectionNotConfigured => "No connection is bound",
        ErrorCode::PrivilegeMissing => "A privilege is missing",
        ErrorCode::MayNotActOnBehalf => "May not act on behalf of others",
        ErrorCode::RunOnlyConnectionMissing => "The caller has no connection of their own",
        ErrorCode::FlowCannotTurnOn => "The flow cannot be turned on yet",
        ErrorCode::FlowOff => "The flow is off",
        ErrorCode::DefinitionInvalid => "The definition has errors",
        ErrorCode::RunState => "The run is not in a state for this",
        ErrorCode::BadSignature => "The signature of an address is wrong",
        ErrorCode::UnknownOperation => "No connector here has this operation",
        ErrorCode::ExpressionInvalid => "The text is not a valid expression",
        ErrorCode::PackageUnreadable => "The package cannot be read",
        ErrorCode::PackageTooLarge => "The package is too large",
        ErrorCode::PackageFileInvalid => "A file in the package is broken",
        ErrorCode::SettingsInvalid => "The settings file is not valid",
        ErrorCode::SolutionConflict => "The package cannot be installed over what is there",
        ErrorCode::ProvisioningRefused => "What the provisioning client asks for does not fit",
        ErrorCode::ODataInvalid => "The OData query or row is not valid",
        ErrorCode::DataFolder => "The data cannot be used",
        ErrorCode::Unavailable => "The database cannot be reached for now",
        ErrorCode::MasterKey => "The master key does not fit",
        ErrorCode::PromotionState => "The promotion is not in a state for this",
        ErrorCode::MayNotDecide => "Somebody else decides on the promotion",
        ErrorCode::PromotionStale => "The promotion would do something else by now",
        ErrorCode::PipelineOnly => "The environment takes solutions through its pipeline",
        ErrorCode::StageSkipped => "No stage is skipped",
        ErrorCode::DeployerUnable => "Nobody may bring solutions to the stage",
        ErrorCode::ServerWithoutKey => "A server does not seal with the new master key",
        ErrorCode::CredentialsInvalid => "The credentials are not what the connector asks for",
        ErrorCode::SecretUnavailable => "A secret cannot be fetched",
        ErrorCode::SecretVersionGone => "There is no such version of the secret",
        ErrorCode::ServerUnreachable => "The server cannot be reached",
        ErrorCode::PrivilegeNotHeld => "You cannot give what you do not have",
        ErrorCode::RunOnlyChoiceRefused => "Whoever starts the flow cannot provide the connection",
        ErrorCode::LastOwner => "A flow keeps an active owner",
        ErrorCode::SharePolicy => "The environment asks more of a share",
        ErrorCode::ConnectionsOfAnother => "Nobody uses the connections of somebody else",
        ErrorCode::ProviderUnavailable => "The sign-in provider cannot be reached",
        ErrorCode::ProviderRefused => "The provider's answer does not count",
        ErrorCode::NotAdmitted => "The provider's user is not let in",
        ErrorCode::CodeWrong => "The code is wrong",
        ErrorCode::ScopeMissing => "The token is not for this",
        ErrorCode::ImpactUnseen => "What the change affects has not been seen",
        ErrorCode::HandoverNotReady => "The hand-over plan cannot happen yet",
        ErrorCode::EnvironmentProtected => "The environment is protected",
        ErrorCode::BreakGlassState => "Break-glass is not in a state for this",
        ErrorCode::BreakGlassTakesTwo => "Break-glass takes two persons",
        ErrorCode::DriftStays => "Drift cannot be taken back",
        ErrorCode::CertificateInvalid => "The certificate does not verify",
        ErrorCode::PlanChanged => "The plan has changed",
        ErrorCode::CheckFailed => "A check of the plan fails",
        ErrorCode::ReplayInvalid => "It is not clear which runs are replayed",
        ErrorCode::ReplayTooLarge => "The runs are too much for one replay",
        ErrorCode::CopyInvalid => "The tables cannot be copied like this",
        ErrorCode::CopyNotAllowed => "Rows are copied with your own rights",
        ErrorCode::TablesClash => "The table is there in another shape",
        ErrorCode::DataPolicyViolated => "A data policy keeps the flow off",
        ErrorCode::ComponentInUse => "Something still uses it",
        ErrorCode::ComponentManaged => "It changes only with its solution",
        ErrorCode::NameInvalid => "What is built cannot be called so",
        ErrorCode::HandoverState => "The hand-over plan is not in a state for this",
        ErrorCode::MailsOff => "This server sends no mails",
        ErrorCode::MailNotSent => "The mail could not be sent",
        ErrorCode::KeyInvalid => "The text is not a key",
        ErrorCode::SignatureRefused => "The signature of the package does not count",
        ErrorCode::FolderTaken => "The folder holds something that is not overwritten",
        ErrorCode::RepositoryNotReady => "The repository cannot be used as it is",
        ErrorCode::SyncConflict => "The repository and the environment have both changed",
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn titles_are_the_headings_of_the_pages() {
        let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors");
        for code in ErrorCode::ALL {
            let page = fs::read_to_string(pages.join(format!("{code}.md"))).expect("a page");
            assert_eq!(page.lines().next(), Some(&*format!("# {code}: {}", title(*code))));
        }
    }
}
