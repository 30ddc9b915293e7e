import { expect, test } from 'vitest'
import { replayTitle, runsWanted } from './replayWords'

test.each([
  [0, 0, 0, 'There is no run to replay'],
  [0, 0, 2, 'None of the runs could be replayed'],
  [1, 0, 0, 'The run would go as it did'],
  [18, 0, 2, 'All 18 runs would go as they did'],
  [18, 2, 0, '2 of 20 runs would go otherwise'],
])('%i same, %i different, %i not replayed', (same, different, notReplayed, title) => {
  expect(replayTitle({ same, different, notReplayed })).toBe(title)
})

test.each([
  ['20', 20],
  ['0', undefined],
  ['201', undefined],
  ['1.5', undefined],
  [' ', undefined],
])('“%s” runs', (text, wanted) => {
  expect(runsWanted(text)).toBe(wanted)
})
