import { expect, test } from 'vitest'
import { trendPoints, trendSentence } from './trend'

const day = (date: string, score: number) => ({ day: date, score, flows: 10, atRisk: 1 })

test('a day without a score is a longer step, and 100 is at the top', () => {
  const history = [day('2026-11-01', 0), day('2026-11-02', 50), day('2026-11-05', 100)]
  expect(trendPoints(history, 80, 20)).toBe('0,20 20,10 80,0')
  expect(trendPoints([day('2026-11-01', 50)], 80, 20)).toBe('80,10')
  expect(trendPoints([], 80, 20)).toBe('')
})

test('the line is told in a sentence', () => {
  const history = [day('2026-11-01', 70), day('2026-11-02', 60), day('2026-11-03', 83)]
  expect(trendSentence(history)).toMatch(/^Since .*2026: from 70 to 83; lowest 60 on .*2026\.$/)
  expect(trendSentence([day('2026-11-01', 70), day('2026-11-02', 70)])).toMatch(/: 70, as then\.$/)
  expect(trendSentence([day('2026-11-01', 70)])).toBe('No earlier day is known yet.')
})
