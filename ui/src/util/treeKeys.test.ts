import { expect, test } from 'vitest'
import { treeMove } from './treeKeys'

const ITEMS = [
  { place: 'trigger', level: 1 },
  { place: 'scope', level: 1, container: true, open: true },
  { place: 'scope/a', level: 2 },
  { place: 'closed', level: 1, container: true, open: false },
]

test.each([
  ['trigger', 'ArrowDown', 'go scope'],
  ['trigger', 'ArrowUp', undefined],
  ['scope', 'ArrowRight', 'go scope/a'],
  ['scope', 'ArrowLeft', 'toggle scope'],
  ['scope/a', 'ArrowLeft', 'go scope'],
  ['scope/a', 'ArrowRight', undefined],
  ['closed', 'ArrowRight', 'toggle closed'],
  ['closed', 'ArrowLeft', undefined],
  ['closed', 'Home', 'go trigger'],
  ['trigger', 'End', 'go closed'],
  ['trigger', 'x', undefined],
  ['gone', 'ArrowDown', undefined],
])('at %s the key %s does: %s', (place, key, wanted) => {
  const move = treeMove(ITEMS, place, key)
  expect(move && `${move.kind} ${move.place}`).toBe(wanted)
})
