import { removeGrant, setGrant, setRunOnlySource } from '@/api/sharing'
import type { Change } from './draft'

function perform(environment: string, flow: string, change: Change): Promise<unknown> {
  switch (change.kind) {
    case 'primaryOwner':
      return setGrant(environment, flow, change.to.id, { tier: 'primaryOwner', reason: change.reason })
    case 'share': {
      const { principal, tier, endsAt, reason } = change.share
      return setGrant(environment, flow, principal.id, { tier, endsAt, reason })
    }
    case 'unshare':
      return removeGrant(environment, flow, change.principal.id)
    case 'source':
      return setRunOnlySource(environment, flow, change.reference.reference, change.source)
  }
}

/** How many changes were made, and what refused the next one. */
export type Saved = { done: number; refused?: unknown }

/** Makes changes one after the other, and stops at the first that is refused. */
export async function performAll(
  environment: string,
  flow: string,
  changes: readonly Change[],
): Promise<Saved> {
  for (const [done, change] of changes.entries()) {
    try {
      await perform(environment, flow, change)
    } catch (refused) {
      return { done, refused }
    }
  }
  return { done: changes.length }
}
