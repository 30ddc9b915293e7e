import type { ActionStatus, RunDetail, RunStatus } from '@/api/types'

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

/** Whether as many runs of its flow are under way as its trigger allows. A run that waits for anything else has begun an action. */
export function waitsForTurn({ status, actions }: Pick<RunDetail, 'status' | 'actions'>): boolean {
  return status === 'Waiting' && actions === 0
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
