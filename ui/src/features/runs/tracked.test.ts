import { expect, test } from 'vitest'
import { trackedPairs } from './tracked'

test.each([
  ['texts and numbers', { order: 'A-4711', lines: 24 }, ['order: A-4711', 'lines: 24']],
  ['what has parts', { tags: ['a', 'b'], empty: null }, ['tags: ["a","b"]', 'empty: null']],
  ['an action that tracks nothing', undefined, []],
])('tracked properties read as names and values: %s', (_, properties, expected) =>
  expect(trackedPairs(properties).map((pair) => pair.join(': '))).toEqual(expected),
)
