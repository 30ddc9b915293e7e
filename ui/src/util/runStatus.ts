import type { ActionStatus, RunStatus } from '@/api/types'

/** Every status a run can have, in the order that filters show them. */
export const RUN_STATUSES: readonly RunStatus[] = [
  'Running',
  'Waiting',
  'Succeeded',
  'Failed',
  'Cancelled',
  'TimedOut',
]

/** Whether nothing more will happen to a run or an action in this status. */
export function isRunFinal(status: ActionStatus): boolean {
  return status !== 'Running' && status !== 'Waiting'
}

/** Whether somebody should look at it. */
export function isBad(status: ActionStatus): boolean {
  return status === 'Failed' || status === 'TimedOut'
}

export function statusLabel(status: ActionStatus): string {
  return status === 'TimedOut' ? 'Timed out' : status
}

export function asRunStatus(text: unknown): RunStatus | undefined {
  return RUN_STATUSES.find((status) => status === text)
}
