import type { FlowAccess, Grant, RunOnlyConnection, RunOnlySource } from '@/api/types'
import { count, ended } from '@/util/text'
import { tierWord } from '@/util/tiers'
import { dayStart, utcDay } from '@/util/time'
import type { Change, Share } from './draft'

const DAY = 86_400_000

/** How many characters a reason has at most. */
export const LONGEST_REASON = 200

/** What a change does, in one sentence. */
export function describe(change: Change): string {
  switch (change.kind) {
    case 'primaryOwner':
      return `${change.to.displayName} is the primary owner, and ${change.from.displayName} a co-owner.`
    case 'unshare':
      return `No longer shared with ${ended(change.principal.displayName)}`
    case 'share':
      return change.before ? changed(change.share, change.before) : added(change.share)
    case 'source':
      return `${change.reference.displayName}: ${ended(sourceWords(change.reference, change.source))}`
  }
}

function added({ principal, tier, endsAt }: Share): string {
  const until = endsAt ? ` until ${utcDay(endsAt)}` : ''
  return `Shared with ${principal.displayName} as ${tierWord(tier)}${until}.`
}

function changed({ principal, tier, endsAt, reason }: Share, before: Grant): string {
  const parts = [
    ...(tier === before.tier ? [] : [`${tierWord(before.tier)} → ${tierWord(tier)}`]),
    ...(endsAt === before.endsAt ? [] : [endsAt ? `ends on ${utcDay(endsAt)}` : 'does not end']),
    ...((reason ?? '') === (before.reason ?? '') ? [] : ['another reason']),
  ]
  return `${principal.displayName}: ${parts.join(', ')}.`
}

/** Whose connection is used, in few words. */
export function sourceWords({ connection }: RunOnlyConnection, source: RunOnlySource): string {
  if (source === 'invoker') return 'the person running provides their own connection'
  return connection
    ? `uses the connection ${connection.displayName} of ${connection.owner.displayName}`
    : 'uses the connection of the flow'
}

/** The last day on which a share may end, or nothing where it need not. */
export function lastDay({ grantDays }: FlowAccess['policy'], now: Date = new Date()): string | undefined {
  return grantDays === undefined ? undefined : utcDay(new Date(now.getTime() + grantDays * DAY).toISOString())
}

/** The first day on which a share can end. */
export function firstDay(now: Date = new Date()): string {
  return utcDay(new Date(now.getTime() + DAY).toISOString())
}

/** What keeps a change from being saved, in one sentence. */
export function problemOf(change: Change, policy: FlowAccess['policy'], now?: Date): string | undefined {
  switch (change.kind) {
    case 'share':
      return problemOfShare(change.share, policy, now)
    case 'primaryOwner':
      return policy.reasonRequired && !change.reason?.trim()
        ? `Say why ${change.to.displayName} becomes the primary owner.`
        : undefined
    default:
      return undefined
  }
}

function problemOfShare(share: Share, policy: FlowAccess['policy'], now?: Date): string | undefined {
  const who = share.principal.displayName
  const last = lastDay(policy, now)
  if (share.endsAt && share.endsAt < dayStart(firstDay(now))) return `The share with ${who} must end later.`
  if (last && (share.endsAt === undefined || utcDay(share.endsAt) > last))
    return `The share with ${who} must end by ${last}.`
  if (policy.reasonRequired && !share.reason?.trim()) return `Say why it is shared with ${ended(who)}`
  return undefined
}

/** What the first fields of a share hold. */
export function firstShare(policy: FlowAccess['policy'], like?: Share): Omit<Share, 'principal'> {
  if (like) return { tier: like.tier, endsAt: like.endsAt, reason: like.reason }
  const last = lastDay(policy)
  return { tier: 'runOnlyUser', endsAt: last && dayStart(last) }
}

/** How large a group is: `3 members, 12 people with those of groups inside`. */
export function sizeWords({ direct, all }: { direct: number; all: number }): string {
  const members = count(direct, 'member')
  return all === direct
    ? members
    : `${members}, ${count(all, 'person', 'people')} with those of groups inside`
}
