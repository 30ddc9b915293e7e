import type {
  Ability,
  ActingRule,
  ActionView,
  ConnectionMode,
  FlowDetail,
  IdentityUse,
  PrincipalChip,
  PrincipalKind,
  RunAs,
} from '@/api/types'
import { isRunFinal } from './runStatus'
import { connectorLabel, readableName } from './text'
import { duration as asDuration, utcDay } from './time'

export const KIND_LABELS = { user: 'person', serviceAccount: 'service account', group: 'group' } as const

/** What a screen reader says for a chip and what hovering shows: `finance bot, service account, active`. */
export function principalDescription(principal: PrincipalChip): string {
  const leaves = principal.leavesAt ? `, leaves on ${utcDay(principal.leavesAt)}` : ''
  return `${principal.displayName}, ${KIND_LABELS[principal.kind]}, ${principal.state}${leaves}`
}

export const RUN_AS_LABELS: Record<RunAs, string> = {
  triggeringUser: 'Triggering user',
  rowOwner: 'Row owner',
  processOwner: 'Process owner',
}

/** The word of a run as, also for a word that this version does not know. */
export function runAsLabel(runAs: RunAs | undefined): string {
  return runAs === undefined ? 'Not set' : (RUN_AS_LABELS[runAs] ?? runAs)
}

/** What the trigger's run as means, in one sentence. */
export function runAsSentence(runAs: RunAs | undefined): string {
  switch (runAs) {
    case 'triggeringUser':
      return "Actions that use the invoker's connection act as whoever changed the row."
    case 'rowOwner':
      return "Actions that use the invoker's connection act as the owner of the row; for a row that a team owns, as the process owner."
    case 'processOwner':
      return "Actions that use the invoker's connection act as the principal of the trigger's connection."
    default:
      return "Run as is not set: actions that use the invoker's connection act as whoever started the run."
  }
}

/** Rules with their short names; the server's sentence says the rest. */
export const RULE_LABELS: Record<ActingRule, string> = {
  triggeringUser: 'Run as triggering user',
  rowOwner: 'Run as row owner',
  rowOwnedByTeam: 'Row owned by a team',
  processOwner: 'Run as process owner',
  primaryOwner: 'Run as process owner: the primary owner',
  blankTriggeringUser: 'Run as not set: triggering user',
  blankProcessOwner: 'Run as not set: process owner',
  ownConnection: 'Own connection',
  runOnlyUser: "Caller's own connection",
}

export function ruleLabel(rule: ActingRule): string {
  return RULE_LABELS[rule] ?? rule
}

export const MODE_LABELS: Record<ConnectionMode, string> = {
  own: 'This connection',
  impersonate: "Invoker, through the flow's connection",
  runOnlyUser: 'Provided by run-only user',
}

/** One sentence that says what an action did, as whom, and why. */
export function actionSentence(action: ActionView): string {
  const name = `“${readableName(action.name)}”`
  if (action.status === 'Skipped') return `${name} was skipped${action.code ? ` (${action.code})` : ''}.`
  const parts = [`${name} ${statusVerb(action)}`]
  if (isRunFinal(action.status) && action.durationMs !== undefined)
    parts.push(`in ${asDuration(action.durationMs)}`)
  if (!action.acting) return `${parts.join(' ')}. It calls no connector, so it acts as nobody.`
  const { principal, connection, impersonator } = action.acting
  parts.push(`as ${principal.displayName} (${KIND_LABELS[principal.kind]})`)
  parts.push(`through the connection “${connection.displayName}” (${connectorLabel(connection.connector)})`)
  if (impersonator) parts.push(`of ${impersonator.displayName}, who acted on behalf`)
  return `${parts.join(' ')}. ${action.acting.sentence}`
}

function statusVerb(action: ActionView): string {
  switch (action.status) {
    case 'Succeeded':
      return 'succeeded'
    case 'Failed':
      return action.code ? `failed with ${action.code}` : 'failed'
    case 'TimedOut':
      return 'timed out'
    case 'Cancelled':
      return 'was cancelled'
    case 'Running':
      return 'is running'
    case 'Waiting':
      return 'is waiting'
    default:
      return `ended as ${action.status}`
  }
}

/** Whether an action's identity may do what the action does, with the look of a badge. */
export const ABILITIES = {
  can: { label: 'May do it', tone: 'ok' },
  cannot: { label: 'May not do it', tone: 'bad' },
  depends: { label: 'Depends on who it is', tone: 'busy' },
  unknown: { label: 'Not known here', tone: 'quiet' },
} as const satisfies Record<Ability, { label: string; tone: string }>

/** Those of a flow's actions that act as the same. */
export type IdentityGroup = { who: string; kind: IdentityKind; principal?: PrincipalChip; actions: string[] }
export type IdentityKind = PrincipalKind | 'decidedByRun' | 'nobody'

/** A flow's actions by the identity that they will use, in the order of the actions. */
export function identityGroups(flow: Pick<FlowDetail, 'identities'>): IdentityGroup[] {
  const groups = new Map<string, IdentityGroup>()
  for (const use of flow.identities) {
    const who = identityWord(use)
    const key = use.principal?.id ?? who
    const kind = use.principal?.kind ?? (use.rule === undefined ? 'nobody' : 'decidedByRun')
    const group = groups.get(key) ?? { who, kind, principal: use.principal, actions: [] }
    group.actions.push(use.action)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** Who an action will act as, in few words: a name, or what decides. */
export function identityWord({ principal, rule }: Pick<IdentityUse, 'principal' | 'rule'>): string {
  return (
    principal?.displayName ??
    (rule === undefined ? 'nobody yet' : (DECIDED_BY_RUN[rule] ?? 'decided by the run'))
  )
}

const DECIDED_BY_RUN: Partial<Record<ActingRule, string>> = {
  triggeringUser: 'triggering user',
  blankTriggeringUser: 'triggering user',
  rowOwner: 'row owner',
  rowOwnedByTeam: 'process owner',
  processOwner: 'process owner',
  blankProcessOwner: 'process owner',
  primaryOwner: 'primary owner',
  runOnlyUser: 'caller',
}

/** `1 service account, triggering user, 2 personal`; a flow that calls no connector acts as nobody. */
export function identityLine(groups: readonly IdentityGroup[]): string {
  const counted = (kind: IdentityKind, one: string, many = one) => {
    const number = groups.filter((group) => group.kind === kind).length
    return number === 0 ? [] : [`${number} ${number === 1 ? one : many}`]
  }
  const parts = [
    ...counted('serviceAccount', 'service account', 'service accounts'),
    ...groups.filter(({ kind }) => kind === 'decidedByRun').map(({ who }) => who),
    ...counted('user', 'personal'),
    ...counted('group', 'group', 'groups'),
    ...(groups.some(({ kind }) => kind === 'nobody') ? ['nobody yet'] : []),
  ]
  return parts.length === 0 ? 'none' : parts.join(', ')
}
