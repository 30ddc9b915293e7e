import type { Me, Promotion } from '@/api/types'
import type { Can } from '@/util/can'
import { count } from '@/util/text'

export type PromotionVerb = 'approve' | 'reject' | 'apply' | 'withdraw' | 'refresh' | 'rollback'

export const VERB_LABELS: Record<PromotionVerb, string> = {
  approve: 'Approve',
  reject: 'Reject',
  apply: 'Apply',
  withdraw: 'Withdraw',
  refresh: 'Plan anew',
  rollback: 'Roll back',
}

export type PromotionAction = { verb: PromotionVerb; can: Can }

/** What can be done with a promotion as it stands, what comes next first; what cannot be done says why. */
export function promotionActions(promotion: Promotion, me: Me): PromotionAction[] {
  const { state, requestedBy } = promotion
  const isMine = requestedBy.id === me.principal.id
  const withdraw: PromotionAction = {
    verb: 'withdraw',
    can: {
      reason: isMine ? undefined : `Only ${requestedBy.displayName}, who asked for it, can withdraw it.`,
    },
  }
  switch (state) {
    case 'waiting':
    case 'approved': {
      const decide = { can: { reason: whyNotDecide(promotion) } }
      const apply: PromotionAction = { verb: 'apply', can: { reason: whyNotApply(promotion) } }
      const decisions: PromotionAction[] =
        promotion.needed === 0
          ? []
          : [
              { verb: 'approve', ...decide },
              { verb: 'reject', ...decide },
            ]
      return state === 'approved' ? [apply, ...decisions, withdraw] : [...decisions, apply, withdraw]
    }
    case 'stale':
    case 'failed':
      return [{ verb: 'refresh', can: {} }, withdraw]
    case 'applied':
      return [{ verb: 'rollback', can: {} }]
    default:
      return []
  }
}

function whyNotDecide({ mayDecide, whyNot }: Promotion): string | undefined {
  return mayDecide ? undefined : (whyNot ?? 'You may not decide on it.')
}

function whyNotApply({ state, mayApply, needed, given, plan, environmentDisplayName }: Promotion) {
  if (state === 'waiting' && given < needed)
    return `${count(needed - given, 'approval is', 'approvals are')} missing.`
  if (!plan.canApply) return 'A check fails: see what it needs below.'
  return mayApply ? undefined : `You may not apply solutions in ${environmentDisplayName}.`
}

/** What doing it means, for the line above the button that confirms. */
export function promotionEffects(promotion: Promotion, verb: PromotionVerb): string {
  const { displayName, version, environmentDisplayName: where, needed, given, planDigest } = promotion
  const digest = `${planDigest.slice(0, 12)}…`
  switch (verb) {
    case 'approve': {
      const rest = needed - given - 1
      const then =
        rest > 0
          ? `${count(rest, 'more approval is', 'more approvals are')} needed.`
          : 'It can be applied then.'
      return `You approve exactly the plan ${digest}: ${displayName} ${version} to ${where}. ${then} If it would do something else by then, your approval does not count.`
    }
    case 'reject':
      return `${displayName} ${version} does not go to ${where}. Whoever asked reads why, and can ask again.`
    case 'apply':
      return `Brings ${displayName} ${version} into ${where} now, all of it or nothing. Runs under way end with the version that they began with.`
    case 'withdraw':
      return `${displayName} ${version} is not wanted in ${where} any more. What was decided is kept.`
    case 'refresh':
      return `Plans again what it would do in ${where} as it is now. Whoever approved has to look at it again.`
    case 'rollback':
      return `Asks for an earlier release to be brought to ${where} again. It is planned, reviewed and applied like every promotion; rows and columns that were added stay.`
  }
}
