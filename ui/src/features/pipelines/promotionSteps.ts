import type { Promotion, PromotionState } from '@/api/types'
import type { Tone } from '@/ui/Status'
import type { Step } from '@/ui/Steps'
import { count } from '@/util/text'

export const STATE_TONES: Record<PromotionState, Tone> = {
  waiting: 'warn',
  approved: 'busy',
  applied: 'ok',
  rejected: 'bad',
  withdrawn: 'quiet',
  stale: 'warn',
  failed: 'bad',
}

/** How far a promotion is: requested, reviewed, applied. */
export function promotionSteps(promotion: Promotion): Step[] {
  return [requested(promotion), reviewed(promotion), applied(promotion)]
}

function requested({ package: { digest }, version, state }: Promotion): Step {
  const frozen = `Version ${version} is frozen as ${digest.slice(0, 12)}…`
  return state === 'withdrawn'
    ? { name: 'Request', tone: 'quiet', state: 'Withdrawn', sentence: `It is wanted no more. ${frozen}.` }
    : { name: 'Request', tone: 'ok', state: 'Done', sentence: `${frozen}, whatever changes in its source.` }
}

function reviewed({ state, needed, given }: Promotion): Step {
  const name = 'Review'
  if (state === 'rejected')
    return { name, tone: 'bad', state: 'Rejected', sentence: 'An approver does not want it.' }
  if (needed === 0) return { name, tone: 'quiet', state: 'None', sentence: 'This stage asks nobody.' }
  if (given >= needed)
    return { name, tone: 'ok', state: 'Done', sentence: `${count(given, 'person', 'people')} approved.` }
  const missing = `${count(needed - given, 'approval is', 'approvals are')} missing`
  return { name, tone: 'warn', state: 'Open', sentence: `${given} of ${needed}: ${missing}.` }
}

function applied({ state, environmentDisplayName: where, next }: Promotion): Step {
  const name = 'Apply'
  switch (state) {
    case 'applied':
      return {
        name,
        tone: 'ok',
        state: 'Done',
        sentence: next ? `It is in ${where}. Next: ${next}.` : `It is in ${where}, the last stage.`,
      }
    case 'failed':
      return {
        name,
        tone: 'bad',
        state: 'Failed',
        sentence: `Nothing changed in ${where}: it is applied as a whole or not at all.`,
      }
    case 'stale':
      return {
        name,
        tone: 'warn',
        state: 'Stale',
        sentence: `${where} is not as it was when this was planned. Plan anew; then it is reviewed again.`,
      }
    default:
      return { name, tone: 'quiet', state: 'Not yet', sentence: `Brings it into ${where}, all or nothing.` }
  }
}
