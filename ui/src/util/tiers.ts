import type { Tier } from '@/api/types'

/** What a flow can be shared as. Primary ownership is not shared: it passes on. */
export type GivenTier = Exclude<Tier, 'primaryOwner'>

export const TIER_LABELS: Record<Tier, string> = {
  primaryOwner: 'Primary owner',
  coOwner: 'Co-owner',
  viewer: 'Viewer',
  runOnlyUser: 'Run-only user',
}

/** The tiers that can be given, the smallest first, each with what it allows and what not. */
export const GIVEN_TIERS: readonly { tier: GivenTier; can: string; cannot: string }[] = [
  { tier: 'runOnlyUser', can: 'Can start it.', cannot: 'Cannot see inside it, nor its runs.' },
  {
    tier: 'viewer',
    can: 'Can see its runs with inputs and outputs.',
    cannot: 'Cannot start, open or change it.',
  },
  {
    tier: 'coOwner',
    can: 'Can start, edit, share and delete it, and swap its connections.',
    cannot: 'Cannot remove the primary owner.',
  },
]

export function isOwner(tier: Tier | null | undefined): boolean {
  return tier === 'primaryOwner' || tier === 'coOwner'
}

/** A tier within a sentence: `run-only user`. */
export function tierWord(tier: Tier): string {
  return (TIER_LABELS[tier] ?? tier).toLowerCase()
}
