import { inside, type Plan, schedule } from '@mocks/data/actions'
import { expect, test } from 'vitest'
import { groupOf, parsePlace } from '@/util/place'
import {
  findFailure,
  type Group,
  neededGroups,
  openKey,
  type Row,
  reveal,
  rowsOf,
  type TreeView,
} from './tree'

const START = '2026-11-22T10:00:00.000Z'
const CLOSED: TreeView = { open: new Set(), iterations: new Map() }

// One scope with a loop of five in it, whose fourth and fifth iterations fail in a condition.
const PLANS: Plan[] = [
  { name: 'First', type: 'Compose', takes: 1 },
  {
    name: 'Try',
    type: 'Scope',
    takes: 10,
    status: 'Failed',
    inside: () => [
      {
        name: 'Loop',
        type: 'Foreach',
        takes: 9,
        status: 'Failed',
        iterations: 5,
        failedIterations: [3, 4],
        inside: (index) => [
          {
            name: 'Check',
            type: 'If',
            takes: 1,
            status: index >= 3 ? 'Failed' : 'Succeeded',
            inside: () => [
              {
                name: 'Write',
                type: 'OpenApiConnection',
                takes: 1,
                status: index >= 3 ? 'Failed' : 'Succeeded',
              },
            ],
          },
        ],
      },
    ],
  },
]

function actionsAt(container: string) {
  const { parent, iteration } = groupOf(parsePlace(container))
  if (parent === undefined) return schedule(PLANS, START, { path: [] })
  return inside(PLANS, START, parent, iteration) ?? []
}

/** Loads whatever the view needs until nothing is missing, as the page does. */
function settled(view: TreeView): Map<string, Group> {
  let groups = new Map<string, Group>()
  for (let round = 0; round < 10; round++) {
    const needed = neededGroups(groups, view)
    if (needed.every((container) => groups.has(container))) return groups
    groups = new Map(
      needed.map((container) => [container, { kind: 'loaded', actions: actionsAt(container) }]),
    )
  }
  throw new Error('the tree does not settle')
}

function drawn(rows: readonly Row[]): string[] {
  return rows.map((row) => {
    const indent = '  '.repeat(row.level - 1)
    if (row.kind === 'action') return `${indent}${row.open ? '-' : row.container ? '+' : ' '} ${row.place}`
    return row.kind === 'pager' ? `${indent}iteration ${row.index}` : `${indent}${row.kind}`
  })
}

test('closed, only the top is asked for', () => {
  expect(neededGroups(new Map(), CLOSED)).toEqual([''])
  expect(drawn(rowsOf(new Map(), CLOSED))).toEqual(['loading'])
  expect(drawn(rowsOf(settled(CLOSED), CLOSED))).toEqual(['  First', '+ Try'])
})

test('an opened loop shows its first failed iteration', () => {
  const view = { ...CLOSED, open: new Set(['Try', 'Try/Loop']) }
  expect(drawn(rowsOf(settled(view), view))).toEqual([
    '  First',
    '- Try',
    '  - Try/Loop',
    '    iteration 3',
    '    + Try/Loop[3]/Check',
  ])
})

test('what is open stays open in every iteration', () => {
  const open = new Set(['Try', 'Try/Loop', openKey('Try/Loop[3]/Check')])
  const view = { open, iterations: new Map([['Try/Loop', 1]]) }
  expect(drawn(rowsOf(settled(view), view)).slice(3)).toEqual([
    '    iteration 1',
    '    - Try/Loop[1]/Check',
    '        Try/Loop[1]/Check/Write',
  ])
})

test('a link to an action opens everything around it at its iteration', () => {
  const place = 'Try/Loop[4]/Check/Write'
  const view = reveal(CLOSED, place)
  expect(rowsOf(settled(view), view).some((row) => row.place === place)).toBe(true)
})

test('the deepest failure is found, in the first iteration that failed', async () => {
  const found = await findFailure(async ({ parent, iteration }) =>
    parent === undefined
      ? schedule(PLANS, START, { path: [] })
      : (inside(PLANS, START, parent, iteration) ?? []),
  )
  expect(found).toBe('Try/Loop[3]/Check/Write')
  expect(await findFailure(async () => [])).toBeUndefined()
})

test('a container that answers with itself does not hang the search', async () => {
  const self = schedule([PLANS[1] as Plan], START, { path: [] })
  expect(await findFailure(async () => self)).toMatch(/^Try\/Try/)
})
