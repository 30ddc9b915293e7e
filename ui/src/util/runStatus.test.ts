import { expect, test } from 'vitest'
import type { RunStatus } from '@/api/types'
import { waitsForTurn } from './runStatus'

test.each<[RunStatus, number, boolean]>([
  ['Waiting', 0, true],
  ['Waiting', 3, false],
  ['Running', 0, false],
  ['Cancelled', 0, false],
])('%s with %i actions: whether the run waits for its turn is %s', (status, actions, waits) =>
  expect(waitsForTurn({ status, actions })).toBe(waits),
)
