import type { Sharing } from '@/api/sharing'
import type { Grant, PrincipalChip, RunOnlyConnection, RunOnlySource, Tier } from '@/api/types'
import type { GivenTier } from '@/util/tiers'

/** What a flow is to be shared as with somebody. */
export type Share = { principal: PrincipalChip; tier: GivenTier; endsAt?: string; reason?: string }

/** What the dialog holds that is not saved yet. */
export type Draft = {
  /** New shares and changed ones. */
  shares: readonly Share[]
  /** The ids of those whom it is not to be shared with any more. */
  removed: readonly string[]
  /** Who is to be the primary owner, and why. */
  primaryOwner?: { principal: PrincipalChip; reason?: string }
  /** Whose connections are to be used, by the key of the reference. */
  sources: Readonly<Record<string, RunOnlySource>>
}

export const NOTHING: Draft = { shares: [], removed: [], sources: {} }

/** A draft in which something is shared with somebody, be it new or changed. */
export function give(draft: Draft, share: Share): Draft {
  const { id } = share.principal
  const known = draft.shares.some(({ principal }) => principal.id === id)
  const shares = known
    ? draft.shares.map((one) => (one.principal.id === id ? share : one))
    : [...draft.shares, share]
  return { ...draft, shares, removed: draft.removed.filter((one) => one !== id) }
}

/** A draft in which nothing is said about the share of somebody. */
export function forget(draft: Draft, id: string): Draft {
  return {
    ...draft,
    shares: draft.shares.filter(({ principal }) => principal.id !== id),
    removed: draft.removed.filter((one) => one !== id),
  }
}

/** A draft in which the share of somebody ends. */
export function takeAway(draft: Draft, id: string): Draft {
  const rest = forget(draft, id)
  return { ...rest, removed: [...rest.removed, id] }
}

/** A share as the table lists it: what it is to be, beside what it is. */
export type Row = {
  grant: Grant
  tier: Tier
  endsAt?: string
  reason?: string
  removed: boolean
  changed: boolean
}

/** One request to the server. */
export type Change =
  | { kind: 'primaryOwner'; to: PrincipalChip; from: PrincipalChip; reason?: string; before?: Grant }
  | { kind: 'share'; share: Share; before?: Grant }
  | { kind: 'unshare'; principal: PrincipalChip; before?: Grant }
  | { kind: 'source'; reference: RunOnlyConnection; source: RunOnlySource }

/** What a share is once primary ownership has passed on: the former primary owner stays as a co-owner. */
function passedOn(grant: Grant, { primaryOwner }: Draft): Pick<Row, 'tier' | 'endsAt' | 'reason'> {
  if (primaryOwner && grant.principal.id === primaryOwner.principal.id) return { tier: 'primaryOwner' }
  if (primaryOwner && grant.tier === 'primaryOwner') return { tier: 'coOwner' }
  return { tier: grant.tier, endsAt: grant.endsAt, reason: grant.reason }
}

function differ(one: Pick<Row, 'tier' | 'endsAt' | 'reason'>, other: typeof one): boolean {
  return one.tier !== other.tier || one.endsAt !== other.endsAt || (one.reason ?? '') !== (other.reason ?? '')
}

export function rowsOf(grants: readonly Grant[], draft: Draft): Row[] {
  return grants.map((grant) => {
    const { id } = grant.principal
    const share = draft.shares.find(({ principal }) => principal.id === id)
    const base = passedOn(grant, draft)
    const { tier, endsAt, reason } = share && base.tier !== 'primaryOwner' ? share : base
    const after = { tier, endsAt, reason }
    const removed = draft.removed.includes(id)
    return { grant, ...after, removed, changed: removed || differ(grant, after) }
  })
}

/** The shares that are not there yet, without whoever becomes the primary owner. */
export function newShares(grants: readonly Grant[], draft: Draft): Share[] {
  return draft.shares.filter(
    ({ principal: { id } }) =>
      id !== draft.primaryOwner?.principal.id && !grants.some(({ principal }) => principal.id === id),
  )
}

/** What saving does, in order: primary ownership first, because what follows may need it; what takes the caller's own right away last. */
export function changesOf({ grants, references }: Sharing, draft: Draft, me: string): Change[] {
  const { primaryOwner } = draft
  const from = grants.find(({ tier }) => tier === 'primaryOwner')?.principal
  const passing: Change[] = []
  if (primaryOwner && from && primaryOwner.principal.id !== from.id) {
    const { principal: to, reason } = primaryOwner
    const before = grants.find(({ principal }) => principal.id === to.id)
    passing.push({ kind: 'primaryOwner', to, from, reason, before })
  }
  const sources = references.flatMap((reference): Change[] => {
    const source = draft.sources[reference.reference]
    return source && source !== reference.source ? [{ kind: 'source', reference, source }] : []
  })
  const added = newShares(grants, draft).map((share): Change => ({ kind: 'share', share }))
  const rows = rowsOf(grants, draft).flatMap((row): Change[] => {
    const { grant, tier, endsAt, reason, removed } = row
    const { principal } = grant
    if (removed) return [{ kind: 'unshare', principal, before: grant }]
    if (tier === 'primaryOwner' || !differ(passedOn(grant, draft), row)) return []
    return [{ kind: 'share', share: { principal, tier, endsAt, reason }, before: grant }]
  })
  const own = (change: Change) => concerns(change) === me
  return [
    ...passing,
    ...sources,
    ...added,
    ...rows.filter((change) => !own(change)),
    ...rows.filter((change) => own(change)),
  ]
}

/** Whose share a change is about. */
export function concerns(change: Change): string | undefined {
  switch (change.kind) {
    case 'primaryOwner':
      return change.from.id
    case 'share':
      return change.share.principal.id
    case 'unshare':
      return change.principal.id
    case 'source':
      return undefined
  }
}

/** What brings everything back to what it was before these changes. */
export function inverse(changes: readonly Change[]): Change[] {
  return [...changes].reverse().flatMap(back)
}

function back(change: Change): Change[] {
  switch (change.kind) {
    case 'primaryOwner':
      return [{ kind: 'primaryOwner', to: change.from, from: change.to }, restored(change.to, change.before)]
    case 'share':
      return [restored(change.share.principal, change.before)]
    case 'unshare':
      return [restored(change.principal, change.before)]
    case 'source':
      return [{ ...change, source: change.reference.source }]
  }
}

function restored(principal: PrincipalChip, before: Grant | undefined): Change {
  if (!before) return { kind: 'unshare', principal }
  // Who was the primary owner waits as a co-owner until ownership passes back.
  const tier = before.tier === 'primaryOwner' ? 'coOwner' : before.tier
  return { kind: 'share', share: { principal, tier, endsAt: before.endsAt, reason: before.reason } }
}

/** Changes that all say why: where no reason is known, this one. */
export function because(changes: readonly Change[], reason: string): Change[] {
  return changes.map((change) => {
    switch (change.kind) {
      case 'primaryOwner':
        return { ...change, reason: change.reason ?? reason }
      case 'share':
        return { ...change, share: { ...change.share, reason: change.share.reason ?? reason } }
      default:
        return change
    }
  })
}
