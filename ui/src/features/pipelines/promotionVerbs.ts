import type { Promotion } from '@/api/types'
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

const CHECK_FAILS = 'A check fails: see what it needs below.'

export type PromotionAction = { verb: PromotionVerb; can: Can }

/** What can be done with a promotion as it stands, what comes next first; what cannot be done says why. */
export function promotionActions(promotion: Promotion): PromotionAction[] {
  const { state, mayChange, requestedBy } = promotion
  const change = {
    can: {
      reason: mayChange
        ? undefined
        : `${requestedBy.displayName}, who asked for it, and whoever may ask for promotions can do this.`,
    },
  }
  const withdraw: PromotionAction = { verb: 'withdraw', ...change }
  const refresh: PromotionAction = { verb: 'refresh', ...change }
  switch (state) {
    case 'waiting':
    case 'approved': {
      const apply: PromotionAction = { verb: 'apply', can: { reason: whyNotApply(promotion) } }
      const decisions: PromotionAction[] =
        promotion.needed === 0
          ? []
          : [
              { verb: 'approve', can: { reason: whyNotApprove(promotion) } },
              { verb: 'reject', can: { reason: whyNotDecide(promotion) } },
            ]
      return state === 'approved'
        ? [apply, ...decisions, refresh, withdraw]
        : [...decisions, apply, refresh, withdraw]
    }
    case 'stale':
    case 'failed':
      return [refresh, withdraw]
    case 'applied':
      return [{ verb: 'rollback', can: {} }]
    default:
      return []
  }
}

function whyNotDecide({ mayDecide, whyNot }: Promotion): string | undefined {
  return mayDecide ? undefined : (whyNot ?? 'You may not decide on it.')
}

/** Only what can be applied is approved, and only after the replay that the stage asks for. */
function whyNotApprove(promotion: Promotion): string | undefined {
  return whyNotDecide(promotion) ?? promotion.whyNot ?? (promotion.plan.canApply ? undefined : CHECK_FAILS)
}

function whyNotApply({ state, mayApply, needed, given, plan, environmentDisplayName }: Promotion) {
  if (state === 'waiting' && given < needed)
    return `${count(needed - given, 'approval is', 'approvals are')} missing.`
  if (!plan.canApply) return CHECK_FAILS
  return mayApply
    ? undefined
    : `Whoever asked, its approvers and admins of ${environmentDisplayName} apply it.`
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
