import type { ActingRule, ActionView, ConnectionMode, FlowDetail, PrincipalChip, RunAs } from '@/api/types'
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

/** How many different identities a flow's actions use: `Dataverse bot (2), the invoker (1)`. */
export function identitySummary(flow: Pick<FlowDetail, 'identities'>): { who: string; actions: string[] }[] {
  const groups = new Map<string, string[]>()
  for (const use of flow.identities) {
    const who = use.mode === 'own' ? (use.principal?.displayName ?? 'Nobody yet') : use.actsAs
    groups.set(who, [...(groups.get(who) ?? []), use.action])
  }
  return [...groups].map(([who, actions]) => ({ who, actions }))
}
