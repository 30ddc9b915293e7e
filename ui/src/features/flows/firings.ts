import type { FiringView } from '@/api/types'

/** What people would call the same moment, in milliseconds. */
const SAME_MOMENT = 1000

/** What came of a firing, in words. That it succeeded says nothing of how its run ended. */
export function outcome({ properties: { fired, error, trigger } }: FiringView): string {
  if (fired) return 'It started a run.'
  return error?.message ?? `The trigger \`${trigger}\` started no run.`
}

/** When the clock was to fire the trigger, where that is not when it did. */
export function dueAt({ properties: { scheduledTime, startTime } }: FiringView): string | undefined {
  if (scheduledTime === undefined) return undefined
  const apart = Math.abs(Date.parse(startTime) - Date.parse(scheduledTime))
  return apart < SAME_MOMENT ? undefined : scheduledTime
}
