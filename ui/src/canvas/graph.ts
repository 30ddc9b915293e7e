import { isObject, type Json, objectOf, textOf, workflowIn } from '@/util/definition'
import { formatPlace, parsePlace, TRIGGER_PLACE } from '@/util/place'
import { connectorOf } from './connectorOf'

/** What an action waits for: another one of its group, and the statuses that it may end with. */
export type RunsAfter = { name: string; statuses: readonly string[] }

/** A trigger or an action, as it is drawn. */
export type FlowNode = {
  /** Where it is: its name after those of the containers around it, as the run viewer writes places. */
  place: string
  name: string
  kind: 'trigger' | 'action'
  /** The type as the file writes it. */
  type: string
  /** The short name of the connector that it calls, and the operation. */
  connector?: string
  operation?: string
  /** The rest of its JSON, without the actions inside. */
  body: Json
  /** What is inside, if it is a container; several where only one of them is chosen. */
  branches: readonly Branch[]
  runsAfter: readonly RunsAfter[]
}

/** Actions inside a container that run together. A container's only branch has no label. */
export type Branch = { key: string; label?: string; nodes: readonly FlowNode[] }

const SUCCEEDED = ['Succeeded']

/**
 * A definition as groups of nodes, outermost first: the triggers and the actions that they start, each group in an order in which
 * it could run. An unknown type that holds actions is a container like any other.
 */
export function graphOf(definition: unknown): FlowNode[] {
  const found = workflowIn(definition)
  if (!found) return []
  const read = { references: found.references }
  const triggers = Object.entries(objectOf(found.workflow.triggers)).map(([name, body], index) =>
    nodeOf(
      read,
      index === 0 ? TRIGGER_PLACE : `${TRIGGER_PLACE}${index + 1}`,
      name,
      objectOf(body),
      'trigger',
    ),
  )
  const starts = triggers.map(({ name }) => ({ name, statuses: SUCCEEDED }))
  const actions = groupOf(read, '', found.workflow.actions)
  return [
    ...triggers,
    ...actions.map((action) => (action.runsAfter.length === 0 ? { ...action, runsAfter: starts } : action)),
  ]
}

type Reading = { references: Json }

function groupOf(read: Reading, container: string, actions: unknown): FlowNode[] {
  const nodes = Object.entries(objectOf(actions)).map(([name, body]) =>
    nodeOf(read, formatPlace([...parsePlace(container), { name }]), name, objectOf(body), 'action'),
  )
  return inOrder(nodes)
}

function nodeOf(read: Reading, place: string, name: string, source: Json, kind: FlowNode['kind']): FlowNode {
  const { actions: _, else: __, cases: ___, default: ____, ...body } = source
  const type = textOf(source.type) ?? 'no type'
  return {
    place,
    name,
    kind,
    type,
    ...connectorOf(body, read.references),
    body,
    branches: kind === 'trigger' ? [] : branchesOf(read, place, type, source),
    runsAfter: Object.entries(objectOf(source.runAfter)).map(([before, statuses]) => ({
      name: before,
      statuses: Array.isArray(statuses) ? statuses.map((one) => statusWord(String(one))) : SUCCEEDED,
    })),
  }
}

/** Files write statuses in any case. */
function statusWord(status: string): string {
  const words = ['Succeeded', 'Failed', 'Skipped', 'TimedOut']
  return words.find((word) => word.toLowerCase() === status.toLowerCase()) ?? status
}

function branchesOf(read: Reading, place: string, type: string, source: Json): Branch[] {
  const branch = (key: string, label: string | undefined, holder: unknown): Branch => ({
    key,
    label,
    nodes: groupOf(read, place, objectOf(holder).actions),
  })
  switch (type.toLowerCase()) {
    case 'if':
      return [branch('actions', 'True', source), branch('else', 'False', source.else)]
    case 'switch':
      return [
        ...Object.entries(objectOf(source.cases)).map(([key, held]) =>
          branch(`cases/${key}`, `Case ${caseValue(objectOf(held).case, key)}`, held),
        ),
        branch('default', 'Default', source.default),
      ]
    default:
      return isObject(source.actions) ? [branch('actions', undefined, source)] : []
  }
}

function caseValue(value: unknown, key: string): string {
  return value === undefined ? key : typeof value === 'string' ? `“${value}”` : JSON.stringify(value)
}

/** Each chain of nodes as it runs, else as the file has them. Nodes that wait for each other come last. */
function inOrder(nodes: readonly FlowNode[]): FlowNode[] {
  const names = new Set(nodes.map(({ name }) => name))
  const next = new Map<string, FlowNode[]>()
  const waitsFor = new Map<FlowNode, number>()
  for (const node of nodes) {
    const before = node.runsAfter.filter(({ name }) => names.has(name))
    waitsFor.set(node, before.length)
    for (const { name } of before) next.set(name, [...(next.get(name) ?? []), node])
  }
  const ready = nodes.filter((node) => waitsFor.get(node) === 0).reverse()
  const ordered = new Set<FlowNode>()
  for (let node = ready.pop(); node; node = ready.pop()) {
    ordered.add(node)
    for (const after of (next.get(node.name) ?? []).toReversed()) {
      const left = (waitsFor.get(after) ?? 0) - 1
      waitsFor.set(after, left)
      if (left === 0) ready.push(after)
    }
  }
  return [...ordered, ...nodes.filter((node) => !ordered.has(node))]
}

/** Every node of a graph, those inside containers after their container. */
export function allNodes(graph: readonly FlowNode[]): FlowNode[] {
  return graph.flatMap((node) => [node, ...node.branches.flatMap(({ nodes }) => allNodes(nodes))])
}

/** When an action starts, in words; nothing if it is simply the next. */
export function runAfterLabel(statuses: readonly string[]): string | undefined {
  if (statuses.length === 1 && statuses[0] === 'Succeeded') return undefined
  if (statuses.length === 0) return 'always'
  const words = statuses.map((status) => (status === 'TimedOut' ? 'timed out' : status.toLowerCase()))
  return `if ${words.length > 1 ? `${words.slice(0, -1).join(', ')} or ` : ''}${words.at(-1)}`
}
