import { connectionNumber } from '@mocks/data/environments'
import { chip, roohi } from '@mocks/data/people'
import { expect, test } from 'vitest'
import type { ConnectionUses } from '@/api/types'
import { affects } from '@/ui/ImpactView'
import { meaning } from '@/ui/ReauthenticateDialog'
import { bySolution } from './WhereUsed'

function flow(name: string, solution?: string): ConnectionUses['flows'][number] {
  return {
    id: name,
    name,
    version: 1,
    on: true,
    solution,
    keys: [],
    trigger: false,
    actions: [],
    underWay: 0,
  }
}

test('flows are grouped by solution, those of none last', () => {
  const groups = bySolution([
    flow('Loose'),
    flow('Audit', 'Zeta'),
    flow('Intake', 'Alpha'),
    flow('Report', 'Zeta'),
  ])
  expect(groups.map(([solution, flows]) => [solution, flows.map(({ name }) => name)])).toEqual([
    ['Alpha', ['Intake']],
    ['Zeta', ['Audit', 'Report']],
    ['', ['Loose']],
  ])
})

test('the effects line counts what may not be seen, too', () => {
  expect(affects({ flows: [], others: 2 }, 0)).toBe(
    'Affects 2 flows (2 that you may not see) and 0 runs under way.',
  )
  const one = { id: 'f', name: 'F', version: 1, on: true, underWay: 1, actions: [], needs: [] }
  expect(affects({ flows: [one], others: 0 }, 1)).toBe('Affects 1 flow and 1 run under way.')
})

test('signing in anew says whose the connection is then', () => {
  const connection = { ...connectionNumber(1), owner: chip(roohi) }
  expect(meaning({ how: 'renew', connection, left: 0 })).toContain("stays Roohi Mehta's")
  expect(meaning({ how: 'takeOver', connection, left: 0 })).toContain('keeps its id')
  expect(meaning({ how: 'replace', connection, left: 1 })).toContain('1 flow of others stay')
  expect(meaning({ how: 'replace', connection, left: 0 })).not.toContain('others')
})
