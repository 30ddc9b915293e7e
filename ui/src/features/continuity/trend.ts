import type { ContinuityView } from '@/api/types'
import { localDay } from '@/util/time'

type History = ContinuityView['history']

/** The corners of a line over the days, for a box of this size; 0 is at its bottom and 100 at its top. */
export function trendPoints(history: History, width: number, height: number): string {
  const days = history.map(({ day }) => Date.parse(day))
  const [first = 0] = days
  const span = (days.at(-1) ?? 0) - first
  const corners = history.map(({ score }, index) => {
    const x = span === 0 ? width : (((days[index] ?? 0) - first) / span) * width
    return [x, height - (score / 100) * height]
  })
  return corners.map((corner) => corner.map((number) => Math.round(number * 10) / 10).join(',')).join(' ')
}

/** What the line shows, in a sentence. */
export function trendSentence(history: History): string {
  const [first] = history
  const last = history.at(-1)
  if (!first || !last || history.length < 2) return 'No earlier day is known yet.'
  const change = last.score - first.score
  const way = change === 0 ? `${last.score}, as then` : `from ${first.score} to ${last.score}`
  const lowest = history.reduce((low, one) => (one.score < low.score ? one : low))
  const low =
    lowest.score < Math.min(first.score, last.score)
      ? `; lowest ${lowest.score} on ${localDay(`${lowest.day}T12:00:00Z`)}`
      : ''
  return `Since ${localDay(`${first.day}T12:00:00Z`)}: ${way}${low}.`
}
