import type { Sharing } from '@/api/sharing'
import type { AccessPath, PersonAccess, PrincipalChip } from '@/api/types'
import { isOwner } from '@/util/tiers'
import { type Draft, newShares, rowsOf } from './draft'

/** With whom the flow is shared so that a path is there: the last group on the way, or the principal itself. */
export function granteeOf(path: AccessPath, { principal }: Pick<PersonAccess, 'principal'>): string {
  return (path.through.at(-1) ?? principal).id
}

/**
 * The users and service accounts that own the flow once a draft is saved. Of a group that is new, nobody is known yet. Whoever owns
 * it now and may not change it, such as somebody who has left the environment, counts as not active.
 */
export function ownersAfter({ grants, access }: Sharing, draft: Draft): PrincipalChip[] {
  const direct = [
    ...rowsOf(grants, draft)
      .filter(({ grant, tier, endsAt, removed }) => {
        const hasEnded = grant.ended && endsAt === grant.endsAt
        return isOwner(tier) && !removed && !hasEnded
      })
      .map(({ grant }) => grant.principal),
    ...newShares(grants, draft)
      .filter(({ tier }) => isOwner(tier))
      .map(({ principal }) => principal),
    ...(draft.primaryOwner ? [draft.primaryOwner.principal] : []),
  ]
  const owning = new Set(direct.map(({ id }) => id))
  const reached = access.people
    .filter((person) =>
      person.paths.some((path) => path.kind === 'grant' && owning.has(granteeOf(path, person))),
    )
    .map(({ principal }) => principal)
  const owners = [...direct, ...reached].filter(({ kind }) => kind !== 'group')
  const unable = new Set(
    access.people
      .filter(({ tiers, mayChange }) => tiers.some(isOwner) && !mayChange)
      .map(({ principal }) => principal.id),
  )
  return [...new Map(owners.map((owner) => [owner.id, owner])).values()].map((owner) => ({
    ...owner,
    active: owner.active && !unable.has(owner.id),
  }))
}

/** Why a draft must not be saved just so: it leaves no active owner, or takes the caller's own ownership away. */
export type Blocked = 'lastOwner' | 'oneself'

export function blocked(sharing: Sharing, draft: Draft, me: string): Blocked | undefined {
  const after = ownersAfter(sharing, draft)
  if (sharing.access.owners.active > 0 && !after.some(({ active }) => active)) return 'lastOwner'
  const owned = sharing.access.people.some(
    ({ principal, tiers }) => principal.id === me && tiers.some(isOwner),
  )
  return owned && !after.some(({ id }) => id === me) ? 'oneself' : undefined
}

/** What happens if somebody leaves, in one sentence. */
export function continuityOf(owners: readonly PrincipalChip[]): string {
  const active = owners.filter((owner) => owner.active)
  const [only] = active
  if (!only) return 'No owner is active: nobody can repair this flow. Ask an admin of the environment.'
  if (active.length === 1)
    return `If ${only.displayName} leaves, nobody can repair this flow: add a co-owner.`
  return `If ${only.displayName} leaves, ${active.length === 2 ? active[1]?.displayName : 'the others'} can go on.`
}
