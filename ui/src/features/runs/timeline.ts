/** Where an action's bar lies in the run's bar, both in percent of the run's length. */
export type Bar = { start: number; width: number }

/** The share of time between `from` and `to` that an action took. An action that still runs reaches to the end. */
export function bar(
  action: { startedAt?: string; endedAt?: string; durationMs?: number },
  from: number,
  to: number,
): Bar | undefined {
  if (action.startedAt === undefined) return undefined
  const start = Date.parse(action.startedAt)
  const end = action.endedAt ? Date.parse(action.endedAt) : action.durationMs ? start + action.durationMs : to
  if (Number.isNaN(start) || Number.isNaN(end)) return undefined
  const length = Math.max(to - from, 1)
  const left = clamp(((start - from) / length) * 100)
  return { start: left, width: Math.min(clamp(((end - start) / length) * 100), 100 - left) }
}

function clamp(percent: number): number {
  return Math.min(Math.max(percent, 0), 100)
}
