import type {
  ActingView,
  ActionStatus,
  ActionView,
  ConnectionView,
  EchoView,
  PrincipalChip,
} from '@/api/types'
import { after } from './clock'
import { connectionNumber, DATAVERSE } from './environments'
import { ownSentence } from './flows'

/** An action of a mock run before its times are known; `inside` gives the actions of a container, per iteration of a loop. */
export type Plan = {
  name: string
  type: string
  /** How long after its predecessor it ends, in milliseconds. */
  takes: number
  status?: ActionStatus
  error?: ActionView['error']
  acting?: ActingView
  inputs?: unknown
  outputs?: unknown
  tracked?: Record<string, unknown>
  secured?: ActionView['secured']
  attempts?: number
  iterations?: number
  failedIterations?: number[]
  inside?: (index: number) => Plan[]
}

/** An identity by an action's own connection. */
export function by(number: number): ActingView {
  const connection = connectionNumber(number)
  return {
    principal: connection.owner,
    connection: brief(connection),
    rule: 'ownConnection',
    sentence: ownSentence(),
  }
}

/** An identity on behalf of somebody, through another's connection. */
export function behalf(principal: PrincipalChip, number: number): ActingView {
  const connection = connectionNumber(number)
  return {
    principal,
    connection: brief(connection),
    impersonator: connection.owner,
    rule: 'triggeringUser',
    sentence:
      "Run as is Triggering user and the action uses the invoker's connection: it acts as the user who changed the row.",
  }
}

function brief({ id, displayName, connector }: ConnectionView): ActingView['connection'] {
  return { id, displayName, connector }
}

type Place = { parent?: string; path: ActionView['path'] }

/** Lays plans on the clock, one after the other. */
export function schedule(plans: readonly Plan[], start: string, place: Place): ActionView[] {
  let at = start
  return plans.map((plan) => {
    const view = laidOut(plan, at, place)
    at = view.endedAt ?? at
    return view
  })
}

function laidOut(plan: Plan, at: string, { parent, path }: Place): ActionView {
  const status = plan.status ?? 'Succeeded'
  const ended = status !== 'Running' && status !== 'Waiting'
  const skipped = status === 'Skipped'
  const endedAt = ended ? after(at, skipped ? 0 : plan.takes) : undefined
  return {
    name: plan.name,
    type: plan.type,
    status,
    code: plan.error?.code ?? (skipped ? 'ActionSkipped' : undefined),
    startedAt: at,
    endedAt,
    durationMs: ended ? (skipped ? 0 : plan.takes) : undefined,
    inputs: skipped || plan.secured?.includes('inputs') ? undefined : plan.inputs,
    outputs: plan.secured?.includes('outputs') ? undefined : plan.outputs,
    trackedProperties: skipped ? undefined : plan.tracked,
    error: plan.error,
    path,
    parent,
    iterations: plan.iterations,
    failedIterations: plan.failedIterations,
    children: plan.inside?.(0).length,
    acting: skipped ? undefined : plan.acting,
    attempts: skipped ? [] : attemptsOf(plan, at, endedAt),
    secured: plan.secured,
  }
}

function attemptsOf(plan: Plan, at: string, endedAt: string | undefined): ActionView['attempts'] {
  const total = plan.attempts ?? 1
  const share = plan.takes / total
  return Array.from({ length: total }, (_, index) => {
    const last = index === total - 1
    return {
      number: index + 1,
      startedAt: after(at, index * share),
      endedAt: last ? endedAt : after(at, (index + 1) * share),
      code: last ? (plan.error?.code ?? 'OK') : 'TooManyRequests',
      message: last ? plan.error?.message : 'The service asked to wait 2 seconds.',
      acting: plan.acting,
      echo: last && !plan.error ? echoOf(plan.acting) : undefined,
    }
  })
}

/** What a row of our tables names after a call as somebody. */
function echoOf(acting: ActingView | undefined): EchoView | undefined {
  if (acting?.connection.connector !== DATAVERSE) return undefined
  const { principal, impersonator } = acting
  return { owner: principal, modifiedBy: principal, modifiedOnBehalfBy: impersonator, matches: true }
}

/** The actions inside a container, found by its name and the iterations of the loops around them. */
export function inside(
  plans: readonly Plan[],
  start: string,
  parent: string,
  iteration: readonly number[],
  path: ActionView['path'] = [],
): ActionView[] | undefined {
  for (const [position, plan] of plans.entries()) {
    if (!plan.inside) continue
    const startOf = after(
      start,
      plans.slice(0, position).reduce((sum, { takes }) => sum + takes, 0),
    )
    const loop = plan.iterations !== undefined
    const index = loop ? (iteration[path.length] ?? 0) : 0
    const within = loop ? [...path, { loop: plan.name, index }] : path
    const each = loop ? plan.takes / Math.max(plan.iterations ?? 1, 1) : 0
    const content = plan.inside(index)
    const contentStart = after(startOf, each * index)
    if (plan.name === parent) return schedule(content, contentStart, { parent, path: within })
    const found = inside(content, contentStart, parent, iteration, within)
    if (found) return found
  }
  return undefined
}
