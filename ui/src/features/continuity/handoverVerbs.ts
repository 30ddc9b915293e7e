import type { Handover, Me } from '@/api/types'
import type { Can } from '@/util/can'
import { count, list } from '@/util/text'

export type HandoverVerb = 'approve' | 'accept' | 'decline' | 'withdraw' | 'apply' | 'schedule' | 'undo'

export type HandoverActionItem = { verb: HandoverVerb; label: string; can: Can }

/** What can be done with a plan where it stands, the next step first. */
export function handoverActions(plan: Handover, me: Me): HandoverActionItem[] {
  const isFrozen = plan.status === 'approved' || plan.status === 'scheduled'
  const isAwaited = plan.awaited.some(({ id }) => id === me.principal.id)
  const actions: HandoverActionItem[] = []
  const offer = (isOffered: boolean, verb: HandoverVerb, label: string, reason?: string) => {
    if (isOffered) actions.push({ verb, label, can: { reason: reason || undefined } })
  }
  const stuck = plan.rows.filter(({ problem }) => problem).length
  const cannotApprove = !plan.mayApprove
    ? 'Only an administrator approves a plan.'
    : stuck > 0
      ? `${count(stuck, 'row')} cannot happen yet.`
      : undefined
  const awaited = list(plan.awaited.map(({ displayName }) => displayName))
  const cannotApply = awaited ? `Waits for ${awaited} to accept.` : undefined
  offer(isFrozen && isAwaited, 'accept', 'Accept')
  offer(isFrozen && isAwaited, 'decline', 'Decline')
  offer(plan.mayWrite && plan.status === 'draft', 'approve', 'Approve', cannotApprove)
  offer(plan.mayWrite && isFrozen, 'apply', 'Apply now', cannotApply)
  offer(plan.mayWrite && isFrozen, 'schedule', 'Apply at a time')
  offer(plan.mayWrite && isFrozen, 'withdraw', 'Withdraw')
  offer(plan.mayWrite && plan.undoUntil !== undefined, 'undo', 'Undo')
  return actions
}
