import { duration, localDay, localTime, utcTime } from '@/util/time'

/** An instant in the reader's time; hovering shows it in UTC. */
export function Time({ at }: { at: string }) {
  return (
    <time
      dateTime={at}
      title={utcTime(at)}
      style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}
    >
      {localTime(at)}
    </time>
  )
}

/** The day of an instant, where the hour does not matter; hovering shows it in full. */
export function Day({ at }: { at: string }) {
  return (
    <time dateTime={at} title={utcTime(at)} style={{ whiteSpace: 'nowrap' }}>
      {localDay(at)}
    </time>
  )
}

/** A length of time, exact when hovered. */
export function Duration({ milliseconds }: { milliseconds?: number }) {
  if (milliseconds === undefined) return <span title="Not known yet">–</span>
  return (
    <span
      title={`${milliseconds.toLocaleString()} ms`}
      style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}
    >
      {duration(milliseconds)}
    </span>
  )
}
