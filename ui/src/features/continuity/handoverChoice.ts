import type { HandoverChoice, HandoverRow } from '@/api/types'

/** What was chosen for a row, as it is sent again with another change. */
export function asChoice({ id, action, to, connection, reason }: HandoverRow): HandoverChoice {
  return { row: id, action, to: to?.id, connection: connection?.id, reason }
}
