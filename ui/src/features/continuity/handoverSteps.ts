import type { Handover, HandoverRow, HandoverThing } from '@/api/types'
import type { Step } from '@/ui/Steps'
import { count, list } from '@/util/text'

/** What each kind of thing is called. */
export const THING_LABELS: Record<HandoverThing, string> = {
  primaryOwner: 'Primary ownership of a flow',
  grant: 'Share of a flow',
  reference: 'Connection reference',
  flowConnection: 'Connection of a flow',
  admission: 'Permission of a flow',
  connectionGrant: 'Rights on a connection',
  member: 'Membership of an environment',
  securityRole: 'Security role',
  groupMember: 'Membership of a group',
  sponsor: 'Answering for a service account',
  token: 'API token',
}

/** What is bound, so that another connection takes its place. */
export function isBinding(row: HandoverRow): boolean {
  return row.thing === 'reference' || row.thing === 'flowConnection'
}

function problems(rows: readonly HandoverRow[]): string {
  const stuck = rows.filter(({ problem }) => problem)
  return stuck.length === 0 ? '' : `${count(stuck.length, 'row')} cannot happen yet.`
}

/** The steps of a plan in their order. The server decides what is possible; this words where it stands. */
export function handoverSteps(plan: Handover): Step[] {
  const { status, rows } = plan
  const isDraft = status === 'draft'
  const isOver = status === 'applied' || status === 'undone'
  const bound = rows.filter(isBinding)
  const others = rows.filter((row) => !isBinding(row))
  const step = (name: string, isDone: boolean, sentence: string): Step => ({
    name,
    tone: isDone ? 'ok' : 'warn',
    state: isDone ? 'Done' : 'To do',
    sentence,
  })
  const awaited = plan.awaited.map(({ displayName }) => displayName)
  return [
    step(
      'Scope',
      true,
      `Everything of ${list(plan.leavers.map(({ displayName }) => displayName))} in ${
        plan.environment ?? 'the whole installation'
      }: ${count(rows.length, 'thing')}.`,
    ),
    step(
      'Assign',
      isOver || problems(others) === '',
      problems(others) || `${count(others.length, 'thing')}, each with what becomes of it.`,
    ),
    step(
      'Connections',
      isOver || problems(bound) === '',
      problems(bound) || `${count(bound.length, 'place')} where another connection takes over.`,
    ),
    step(
      'Approve',
      !isDraft && (isOver || awaited.length === 0),
      isDraft
        ? 'An administrator approves the plan, which freezes it.'
        : awaited.length > 0 && !isOver
          ? `Approved. Waits for ${list(awaited)} to accept.`
          : 'Approved, and everybody who gets something has accepted.',
    ),
    step('Apply', isOver, applied(plan)),
  ]
}

function applied(plan: Handover): string {
  if (plan.status === 'undone') return 'It was applied, and taken back.'
  if (plan.status === 'applied') return 'It was applied.'
  if (plan.status === 'scheduled') return 'Its time is set.'
  return 'All of it happens at once, now or at a time.'
}
