// Short names for the shapes of the API, which are generated from the server's own description (`npm run generate`).
import type { components } from './schema'

type Schemas = components['schemas']

export type PrincipalKind = Schemas['PrincipalKind']
/** Who is mentioned somewhere: enough to show a chip. */
export type PrincipalChip = Schemas['PrincipalChip']
export type PrincipalView = Schemas['PrincipalView']
export type PrincipalSource = Schemas['PrincipalSource']
export type PrincipalState = Schemas['PrincipalState']
export type NewPrincipal = Schemas['NewPrincipal']
/** What is left out stays, and null takes it away. */
export type PrincipalChanges = Schemas['PrincipalChanges']

export type EnvironmentKind = Schemas['EnvironmentKind']
export type EnvironmentRole = Schemas['EnvironmentRole']
export type EnvironmentView = Schemas['EnvironmentView']
export type EnvironmentChanges = Schemas['EnvironmentChanges']
export type Member = Schemas['MemberView']
/** What guards an environment, and how it stands. */
export type Protection = Schemas['Protection']
/** What becomes of a package that nobody known has signed. */
export type SignaturePolicy = Schemas['Signatures']
export type Signer = Schemas['Signer']
/** Some minutes in which a protected environment may be changed by hand. */
export type BreakGlass = Schemas['BreakGlassView']
export type Me = Schemas['Me']

export type Tier = Schemas['Tier']
export type FlowAction = Schemas['FlowAction']
export type RunAs = Schemas['RunAs']
export type ConnectionMode = Schemas['ConnectionMode']
export type Ability = Schemas['Ability']
export type ActingRule = Schemas['ActingRule']
export type FlowView = Schemas['FlowView']
export type FlowDetail = Schemas['FlowDetail']
/** What a version of a flow holds. */
export type FlowChanges = Schemas['FlowChanges']
export type FlowVersion = Schemas['FlowVersion']
export type Grant = Schemas['GrantView']
/** As what a flow is shared, until when, and why. */
export type GrantRequest = Schemas['GrantRequest']
/** Who reaches a flow, and in which ways. */
export type FlowAccess = Schemas['FlowAccess']
export type PersonAccess = Schemas['PersonView']
export type AccessPath = Schemas['PathView']
/** Whose connection a reference uses for those who start the flow. */
export type RunOnlyConnection = Schemas['RunOnlyConnection']
export type RunOnlySource = Schemas['RuntimeSource']
export type ReferenceUse = Schemas['ReferenceUse']
export type IdentityUse = Schemas['IdentityView']
/** What came of a firing of a trigger. */
export type FiringView = Schemas['FiringView']
export type StartableFlow = Schemas['StartableView']
/** What starting a flow answers: the run, and what a flow that responds said. */
export type StartedRun = Schemas['StartedRun']

export type RunStatus = Schemas['RunStatus']
export type StartKind = Schemas['StartKind']
export type RunView = Schemas['RunView']
export type RunDetail = Schemas['RunDetail']
export type ActionStatus = Schemas['ActionStatus']
export type ActionView = Schemas['ActionView']
export type ActingView = Schemas['ActingView']
export type AttemptView = Schemas['AttemptView']
export type EchoView = Schemas['EchoView']

export type ConnectionView = Schemas['ConnectionView']
export type ConnectionAction = Schemas['ConnectionAction']
export type ConnectionGrant = Schemas['ConnectionGrantView']
export type ConnectionUses = Schemas['ConnectionUses']
/** What a change of connections does, before or after it is done. */
export type Impact = Schemas['ImpactView']
/** What connections can be for, and what each one asks for. */
export type ConnectorView = Schemas['ConnectorView']
export type ConnectorField = Schemas['FieldView']
/** What may be seen of a connection's credentials. */
export type CredentialsView = Schemas['CredentialsView']
/** The next credentials, when they are used, and for how long the former ones open. */
export type Rotation = Schemas['Rotation']
export type SecretVersion = Schemas['SecretVersionView']
/** How trying a connection went. */
export type Probe = Schemas['Probe']
export type Reauthenticated = Schemas['Reauthenticated']
export type ConnectionReferenceView = Schemas['ConnectionReferenceView']
export type NewConnection = Schemas['NewConnection']
export type VariableKind = Schemas['VariableKind']
export type VariableView = Schemas['VariableView']
export type SolutionView = Schemas['SolutionView']

/** A named, ordered way through environments. */
export type Pipeline = Schemas['PipelineView']
export type Stage = Schemas['PipelineStage']
export type NewPipeline = Schemas['NewPipeline']

export type PromotionState = Schemas['PromotionState']
/** A request to bring one frozen package to one stage, as lists have it. */
export type PromotionView = Schemas['PromotionView']
/** A promotion with its plan, and with the settings that it was planned with, in Microsoft's JSON. */
export type Promotion = Omit<PromotionView, 'settings'> & { plan: DeploymentPlan; settings?: object }
/** What is asked for; the settings are chosen on the page of the promotion. */
export type NewPromotion = Omit<Schemas['NewPromotion'], 'settings'>
export type DriftSummary = Schemas['DriftSummary']
/** What differs in an environment from the package that was released there. */
export type Drift = Schemas['DriftView']

export type Handover = Schemas['HandoverView']
export type HandoverRow = Schemas['HandoverRow']
export type HandoverAction = Schemas['HandoverDo']
export type HandoverThing = Schemas['HandoverThing']
export type HandoverChoice = Schemas['HandoverChoice']
export type HandoverContent = Schemas['HandoverContent']
export type HandoverDone = Schemas['HandoverDone']
export type HandoverFailure = Schemas['HandoverFailure']
export type HandoverStatus = Schemas['HandoverStatus']
export type NewHandover = Schemas['NewHandover']
export type Certificate = Schemas['CertificateView']

export type RiskReason = Schemas['RiskReason']
/** How well the flows are looked after that the caller may see inside. */
export type ContinuityView = Schemas['ContinuityView']
export type FlowAtRisk = Schemas['FlowAtRiskView']
/** Something to do that lessens a flow's risks. */
export type RiskStep = Schemas['StepView']
/** Everything that hangs on somebody, where the caller may look. */
export type PersonContinuity = Schemas['PersonContinuity']

/** Something that may happen, to simulate. */
export type EventRequest = Schemas['EventRequest']
/** What an event happens to. */
export type Subject = Schemas['SubjectRequest']
export type EventKind = Schemas['EventKind']
export type Certainty = Schemas['Certainty']
/** What an event would break. */
export type Simulation = Schemas['SimulationView']
/** An action that would fail. */
export type Finding = Schemas['SimulatedView']

/** A table, without its rows. */
export type TableView = Schemas['TableView']
/** A table with its columns. */
export type TableDetail = Schemas['TableDetail']
export type ColumnView = Schemas['ColumnView']
/** Which tables come from which environment, and with which rows. */
export type NewCopy = Schemas['NewCopy']
/** What a copy of tables brought, or would bring. */
export type TableCopy = Schemas['TableCopy']
/** What becomes of a column's values in a copy. */
export type Mask = Schemas['Mask']
export type RoleView = Schemas['RoleView']

/** Something that was done. */
export type AuditEntry = Schemas['AuditView']
/** Which entries of the audit log to list; instants are exact. */
export type AuditFilter = {
  actor?: string
  about?: string
  action?: string
  object?: string
  environment?: string
  since?: string
  until?: string
}
/** Whether the audit log is what was written. */
export type VerifiedAudit = Schemas['VerifiedView']

/** Which connectors may stand in one flow, and where that holds. */
export type DataPolicy = Schemas['DataPolicyView']
export type NewDataPolicy = Schemas['NewDataPolicy']
export type ConnectorGroup = Schemas['ConnectorGroup']
/** What a change of data policies does to flows. */
export type DataPolicyChange = Schemas['DataPolicyChange']

/** One page of a list. */
export type Page<Item> = { value: Item[]; next?: string }
export type ErrorBody = Schemas['ErrorBody']

export type SessionView = Schemas['SessionView']
export type TokenView = Schemas['TokenView']
/** A new token, with the token itself. */
export type IssuedToken = Schemas['IssuedToken']
export type SecondFactor = Schemas['SecondFactorView']
/** A secret for an authenticator app. */
export type SecondFactorOffer = Schemas['SecondFactorOffer']
/** Where else users may sign in. */
export type ProviderView = Schemas['ProviderView']

/** What becomes of a component: `removeLater` once a staged upgrade is finished. */
export type ComponentFate = Schemas['ComponentFate']
/** A connection that a reference is or could be bound to, and who acts through it. */
export type Bound = Schemas['Bound']
export type Risk = Schemas['Risk']
/** One thing that differs between two solutions. */
export type Change = Schemas['Change']
export type PlannedComponent = Schemas['PlannedComponent']
export type PlannedReference = Schemas['PlannedReference']
export type PlannedVariable = Schemas['PlannedVariable']
export type PlannedFlow = Schemas['PlannedFlow']
export type PlannedCheck = Schemas['PlannedCheck']
/** What a check is about. */
export type CheckSubject = Schemas['CheckSubject']
/** Who vouches for a package, and what they say about it. */
export type PackageSignature = Schemas['PackageSignature']
export type DeploymentMode = Schemas['DeploymentMode']
/** How a package is brought in. */
export type ImportMode = Exclude<DeploymentMode, 'uninstall'>
/** What bringing a package into an environment would do. */
export type DeploymentPlan = Schemas['DeploymentPlan']
/** A package that was brought into an environment: who, when and how. Lists leave out what it did. */
export type ReleaseView = Schemas['ReleaseView']
/** What recorded runs would have done with the flows of a package. */
export type ReplayReport = Schemas['ReplayReport']
export type ReplayedRun = Schemas['ReplayedRun']
export type ReplayDifference = Schemas['ReplayDifference']
/** Which runs are replayed. */
export type RunsToReplay = Schemas['RunsToReplay']
export type SolutionReference = Schemas['SolutionReference']
export type SolutionVariable = Schemas['SolutionVariable']
export type SolutionComponent = Schemas['SolutionComponent']
/** What makes something that solutions bring; what makes a solution names it and who makes it. */
export type NewSolution = Schemas['NewSolution']
export type NewVariable = Schemas['NewVariable']
export type NewReference = Schemas['NewReference']
export type NewTable = Schemas['NewTable']
export type NewColumn = Schemas['NewColumn']
/** A solution with what it holds. */
export type SolutionDetail = Schemas['SolutionDetail']
/** What is in one place against what is in another. */
export type SolutionChanges = Schemas['SolutionChanges']

/** What the solution checker says. */
export type CheckFinding = Schemas['CheckFinding']
/** What an export would hold. */
export type ExportPreview = Schemas['ExportPreview']
