const SHORT = new Intl.DateTimeFormat(undefined, {
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})
const WITH_YEAR = new Intl.DateTimeFormat(undefined, { day: '2-digit', month: 'short', year: 'numeric' })

/** The reader's local time; the year only where it is not the current one. */
export function localTime(instant: string, now: Date = new Date()): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return instant
  return date.getFullYear() === now.getFullYear() ? SHORT.format(date) : WITH_YEAR.format(date)
}

/** The reader's local day. */
export function localDay(instant: string): string {
  const date = new Date(instant)
  return Number.isNaN(date.getTime()) ? instant : WITH_YEAR.format(date)
}

/** The day in UTC, for dates that people set: `2026-12-31`. */
export function utcDay(instant: string): string {
  return utcTime(instant).slice(0, 10)
}

/** The instant at which a day begins in UTC: what a date field means. */
export function dayStart(day: string): string {
  return `${day}T00:00:00Z`
}

/** The exact instant in UTC, as the hover text of every time shows it. */
export function utcTime(instant: string): string {
  const date = new Date(instant)
  return Number.isNaN(date.getTime())
    ? instant
    : `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`
}

/** A length of time in at most two units: `< 1 ms`, `12 ms`, `3.4 s`, `2 min 5 s`, `1 h 30 min`, `3 d 4 h`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1) return '< 1 ms'
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${(Math.floor(milliseconds / 100) / 10).toFixed(1)} s`
  const seconds = Math.floor(milliseconds / 1000)
  const units: [string, number][] = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ]
  const first = units.findIndex(([, size]) => seconds >= size)
  const parts: string[] = []
  let rest = seconds
  for (const [unit, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${unit}`)
  }
  return parts.join(' ')
}

/** How many minutes are left until an instant, a begun one counted; 0 when it has passed. */
export function minutesLeft(until: string, now: Date): number {
  return Math.max(0, Math.ceil((new Date(until).getTime() - now.getTime()) / 60_000))
}
