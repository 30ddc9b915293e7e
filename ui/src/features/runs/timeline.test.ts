import { expect, test } from 'vitest'
import { bar } from './timeline'

const FROM = Date.parse('2026-11-22T10:00:00Z')
const TO = FROM + 10_000

test.each([
  [
    'within',
    { startedAt: '2026-11-22T10:00:01Z', endedAt: '2026-11-22T10:00:03Z' },
    { start: 10, width: 20 },
  ],
  ['by its duration', { startedAt: '2026-11-22T10:00:05Z', durationMs: 1000 }, { start: 50, width: 10 }],
  ['still running', { startedAt: '2026-11-22T10:00:05Z' }, { start: 50, width: 50 }],
  [
    'past the end',
    { startedAt: '2026-11-22T10:00:08Z', endedAt: '2026-11-22T10:00:30Z' },
    { start: 80, width: 20 },
  ],
])('an action %s', (_, action, expected) => expect(bar(action, FROM, TO)).toEqual(expected))

test('an action that never started has no bar, and a run of no length has no holes', () => {
  expect(bar({}, FROM, TO)).toBeUndefined()
  expect(bar({ startedAt: '2026-11-22T10:00:00Z', durationMs: 0 }, FROM, FROM)).toEqual({
    start: 0,
    width: 0,
  })
})
