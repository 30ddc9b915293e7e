import { connectionNumber } from '@mocks/data/environments'
import { expect, test } from 'vitest'
import { bindEffects } from './bindEffects'
import { driftMeaning } from './meanings'

const USED = [{ flow: 'f1', name: 'Audit' }]

test('binding says which flows are affected and who acts instead of whom', () => {
  expect(bindEffects({ usedBy: USED, connection: connectionNumber(1) }, connectionNumber(3))).toEqual([
    'Affects 1 flow (Audit).',
    "Their actions that use this reference's own connection will act as Dataverse bot instead of Roohi Mehta.",
  ])
  expect(bindEffects({ usedBy: USED }, connectionNumber(3))[1]).toContain('will act as Dataverse bot.')
  expect(bindEffects({ usedBy: [], connection: connectionNumber(4) }, connectionNumber(7))[1]).toContain(
    'go on acting as Finance bot',
  )
})

test('unbinding says what will fail, and no choice promises nothing', () => {
  expect(bindEffects({ usedBy: USED, connection: connectionNumber(1) }, null)[1]).toContain('will fail')
  expect(bindEffects({ usedBy: USED }, undefined)).toHaveLength(1)
})

test.each([
  [0, 0, 'Nothing differs from what was released'],
  [1, 0, '1 thing differs from what was released'],
  [0, 2, '2 things differ from what was released, of which 2 accepted'],
])('%i open and %i accepted things are told', (open, accepted, sentence) => {
  expect(driftMeaning({ open, accepted })).toBe(sentence)
})
