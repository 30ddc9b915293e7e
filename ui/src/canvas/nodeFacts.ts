import { isObject, type Json, objectOf } from '@/util/definition'
import { list, readableName } from '@/util/text'
import { type FlowNode, runAfterLabel } from './graph'

/** What stands in a node's JSON, in the parts that people look for. */
export type NodeFacts = {
  description?: string
  /** When it starts, as a sentence. */
  starts: string
  /** What it is told: `inputs`, or the expression or loop of a container. */
  inputs: unknown
  /** Everything else: retry, concurrency, paging, conditions, tracked properties. */
  settings?: Json
  expressions: Expression[]
}

export type Expression = { path: string; text: string }

/** Keys that are shown elsewhere. */
const TOLD = [
  'type',
  'runAfter',
  'description',
  'inputs',
  'expression',
  'foreach',
  'limit',
  'recurrence',
  'splitOn',
]

export function nodeFacts({ kind, body, runsAfter }: FlowNode): NodeFacts {
  const { description, inputs, expression, foreach, limit, recurrence, splitOn } = body
  const told = Object.entries({ expression, foreach, limit, recurrence, splitOn }).filter(
    ([, value]) => value !== undefined,
  )
  const settings = Object.entries(body).filter(([key]) => !TOLD.includes(key))
  return {
    description: typeof description === 'string' ? description : undefined,
    starts: kind === 'trigger' ? 'It starts the flow.' : startsSentence(runsAfter),
    inputs:
      told.length === 0
        ? inputs
        : { ...Object.fromEntries(told), ...(inputs === undefined ? {} : { inputs }) },
    settings: settings.length === 0 ? undefined : Object.fromEntries(settings),
    expressions: expressionsIn(body, ''),
  }
}

function startsSentence(runsAfter: FlowNode['runsAfter']): string {
  if (runsAfter.length === 0) return 'At once when what is around it starts.'
  const parts = runsAfter.map(({ name, statuses }) => {
    const label = runAfterLabel(statuses)
    return label === undefined ? readableName(name) : `${readableName(name)} (${label})`
  })
  return `After ${list(parts, 8)}.`
}

/** Every text that is, or holds, an expression. `@@` is an escaped at sign. */
function expressionsIn(value: unknown, path: string): Expression[] {
  if (typeof value === 'string') return /^@[^@]|@\{/.test(value) ? [{ path, text: value }] : []
  if (Array.isArray(value)) return value.flatMap((item, index) => expressionsIn(item, `${path}[${index}]`))
  if (!isObject(value)) return []
  return Object.entries(objectOf(value)).flatMap(([key, item]) =>
    expressionsIn(item, path === '' ? key : `${path}.${key}`),
  )
}
