import { expect, test } from 'vitest'
import { dayStart, duration, minutesLeft, utcDay, utcTime } from './time'

test.each([
  [0, '< 1 ms'],
  [1, '1 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [3449, '3.4 s'],
  [59_999, '59.9 s'],
  [60_000, '1 min'],
  [125_000, '2 min 5 s'],
  [5_400_000, '1 h 30 min'],
  [3_600_000 + 5000, '1 h'],
  [(3 * 24 + 4) * 3_600_000, '3 d 4 h'],
])('%d ms is %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text))

test('hovering a time shows UTC, and a text that is no time as it is', () => {
  expect(utcTime('2026-11-22T10:00:00.123456Z')).toBe('2026-11-22 10:00:00.123 UTC')
  expect(utcTime('soon')).toBe('soon')
})

test('a day that somebody sets is the one that is shown', () => {
  expect(utcDay(dayStart('2026-12-31'))).toBe('2026-12-31')
})

test.each([
  ['2026-11-22T10:34:00Z', 34],
  ['2026-11-22T10:00:01Z', 1],
  ['2026-11-22T10:00:00Z', 0],
  ['2026-11-22T09:00:00Z', 0],
])('until %s it is %d minutes', (until, left) =>
  expect(minutesLeft(until, new Date('2026-11-22T10:00:00Z'))).toBe(left),
)
