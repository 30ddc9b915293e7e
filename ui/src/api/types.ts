// The shapes of docs/API-DESIGN.md. They are replaced by the types generated from openapi.json where the two coincide.

export type PrincipalKind = 'user' | 'serviceAccount' | 'group'

/** Who is mentioned somewhere: enough to show a chip. */
export type PrincipalChip = {
  id: string
  kind: PrincipalKind
  name: string
  displayName: string
  active: boolean
  disabledAt?: string
}

export type PrincipalView = PrincipalChip & { email?: string; tenantAdmin: boolean }

export type EnvironmentKind = 'dev' | 'test' | 'prod'
export type EnvironmentRole = 'user' | 'maker' | 'admin'

export type EnvironmentView = {
  name: string
  displayName: string
  kind: EnvironmentKind
  protected: boolean
  role?: EnvironmentRole
}

export type Me = { principal: PrincipalView; environments: EnvironmentView[] }

export type Tier = 'primaryOwner' | 'coOwner' | 'viewer' | 'runOnlyUser'
export type FlowAction =
  | 'know'
  | 'see'
  | 'edit'
  | 'share'
  | 'rebind'
  | 'enable'
  | 'delete'
  | 'run'
  | 'seeRuns'
  | 'resubmit'
  | 'cancel'
export type RunAs = 'triggeringUser' | 'rowOwner' | 'processOwner'
export type ConnectionMode = 'own' | 'impersonate' | 'runOnlyUser'

export type ActionStatus =
  | 'Running'
  | 'Waiting'
  | 'Succeeded'
  | 'Failed'
  | 'Cancelled'
  | 'TimedOut'
  | 'Skipped'
  | 'Aborted'
export type RunStatus = 'Running' | 'Waiting' | 'Succeeded' | 'Failed' | 'Cancelled' | 'TimedOut'
export type StartKind = 'rowChanged' | 'button' | 'httpRequest' | 'recurrence' | 'resubmit'

export type ActingRule =
  | 'triggeringUser'
  | 'rowOwner'
  | 'rowOwnedByTeam'
  | 'processOwner'
  | 'primaryOwner'
  | 'blankTriggeringUser'
  | 'blankProcessOwner'
  | 'ownConnection'
  | 'runOnlyUser'

export type FlowView = {
  id: string
  name: string
  environment: string
  state: 'on' | 'off'
  offReason?: string
  trigger: { name: string; type: string; summary: string }
  primaryOwner: PrincipalChip
  owners: number
  tier?: Tier
  /** What the caller may do with it. */
  may: FlowAction[]
  publishedVersion: number
  connectors: string[]
  solution?: string
  lastRun?: { id: string; status: RunStatus; startedAt: string }
  modifiedAt: string
}

export type Grant = { principal: PrincipalChip; tier: Tier; since: string }

export type ConnectionView = {
  id: string
  connector: string
  displayName: string
  owner: PrincipalChip
  health: 'ok' | 'ownerDisabled'
  since?: string
  usedBy: { flow: string; name: string }[]
  createdAt: string
}

export type ReferenceUse = {
  key: string
  logicalName?: string
  connector: string
  mode: ConnectionMode
  connection?: ConnectionView
  /** The connection was chosen for this flow alone, not by its reference. */
  ofFlow: boolean
  actions: string[]
}

export type IdentityUse = {
  action: string
  connectionReference?: string
  mode: ConnectionMode
  actsAs: string
  principal?: PrincipalChip
  rule?: ActingRule
}

export type Diagnostic = {
  severity: 'error' | 'warning'
  code: string
  message: string
  path?: string
}

export type FlowDetail = FlowView & {
  needs: string[]
  grants: Grant[]
  references: ReferenceUse[]
  runAs?: RunAs
  triggerUrl?: string
  identities: IdentityUse[]
  definition: unknown
  diagnostics: Diagnostic[]
  versions: { number: number; at: string; by: PrincipalChip }[]
}

export type StartableFlow = {
  id: string
  name: string
  trigger: { name: string; type: string; summary: string }
  inputs?: unknown
}

/** What starting a flow answers: the run, and what a flow that responds said. */
export type StartedRun = { run?: string; response?: { statusCode: number; body?: unknown } }

export type RunView = {
  id: string
  flow: { id: string; name: string }
  version: number
  status: RunStatus
  start: StartKind
  startedBy?: PrincipalChip
  startedAt: string
  endedAt?: string
  durationMs?: number
  code?: string
  message?: string
  actingIdentities: PrincipalChip[]
  resubmitOf?: string
}

export type RunDetail = RunView & {
  environment: string
  trigger: { name: string; inputs?: unknown; outputs?: unknown }
  facts: {
    invoker?: PrincipalChip
    rowOwner?: PrincipalChip
    triggerConnection?: PrincipalChip
    runAs?: RunAs
  }
  response?: unknown
  error?: { code: string; message: string }
  mayCancel: boolean
  mayResubmit: boolean
  actions: number
}

export type ActingView = {
  principal: PrincipalChip
  connection: { id: string; displayName: string; connector: string }
  impersonator?: PrincipalChip
  rule: ActingRule
  sentence: string
}

export type AttemptView = {
  number: number
  startedAt: string
  endedAt?: string
  code?: string
  message?: string
}

export type ActionView = {
  name: string
  type: string
  status: ActionStatus
  code?: string
  startedAt?: string
  endedAt?: string
  durationMs?: number
  inputs?: unknown
  outputs?: unknown
  error?: { code: string; message: string }
  path: { loop: string; index: number }[]
  /** How many iterations a loop made. */
  iterations?: number
  /** The first iterations of a loop that failed, by index. */
  failedIterations?: number[]
  /** How many actions are directly inside. */
  children?: number
  parent?: string
  acting?: ActingView
  attempts: AttemptView[]
  secured?: ('inputs' | 'outputs')[]
}

export type ConnectionReferenceView = {
  logicalName: string
  displayName: string
  connector: string
  connection?: ConnectionView
  usedBy: { flow: string; name: string }[]
}

export type VariableKind = 'string' | 'number' | 'boolean' | 'json' | 'dataSource' | 'secret'

export type VariableView = {
  schemaName: string
  displayName: string
  type: VariableKind
  defaultValue?: string
  value?: string
  /** Whether there is a value; that of a secret is never shown. */
  isSet: boolean
}

export type SolutionView = {
  uniqueName: string
  displayName: string
  version: string
  managed: boolean
  publisher: string
  installedAt: string
}

export type ImportReport = {
  solution: string
  version: string
  applied: boolean
  components: { kind: string; name: string; change: 'add' | 'change' | 'keep' | 'remove' }[]
  references: {
    logicalName: string
    connector: string
    boundTo?: string
    connection?: string
    source: string
  }[]
  variables: { schemaName: string; value?: string; source: string }[]
  flows: { id: string; name: string; on: boolean; needs: string[] }[]
  tables: string[]
  warnings: string[]
}

export type Page<Item> = { value: Item[]; next?: string }

export type ErrorBody = {
  error: {
    code: string
    title: string
    message: string
    hint?: string
    path?: string
    correlationId?: string
  }
}
