import type { PrincipalChip } from '@/api/types'
import { count, list } from '@/util/text'
import type { Holdings } from './useHoldings'

/** What disabling or enabling somebody will change, one sentence a line. */
export function disableEffects(
  principal: Pick<PrincipalChip, 'displayName'>,
  change: 'disable' | 'enable',
  known: Holdings,
): string[] {
  if (known.kind === 'loading') return ['Looking for what this affects…']
  const lines = [headline(known.holdings, change)]
  for (const { environment, connections } of known.holdings) {
    const flows = [...new Set(connections.flatMap(({ usedBy }) => usedBy.map(({ name }) => name)))]
    const used = flows.length > 0 ? `used by ${list(flows, 6)}` : 'used by no flow'
    lines.push(`${environment.displayName}: ${count(connections.length, 'connection')}, ${used}.`)
  }
  if (known.unseen.length > 0) {
    lines.push(
      `Not counted, because you may not look there: ${list(known.unseen.map(({ displayName }) => displayName))}.`,
    )
  }
  lines.push(
    change === 'disable'
      ? `${principal.displayName} is signed out and can do nothing any more. Nothing is deleted; enabling undoes it.`
      : `${principal.displayName} can sign in again.`,
  )
  return lines
}

type Known = Extract<Holdings, { kind: 'known' }>

function headline(holdings: Known['holdings'], change: 'disable' | 'enable'): string {
  const connections = holdings.flatMap((holding) => holding.connections)
  const flows = new Set(
    holdings.flatMap((holding) =>
      holding.connections.flatMap(({ usedBy }) =>
        usedBy.map(({ flow }) => `${holding.environment.name} ${flow}`),
      ),
    ),
  )
  const affected = `Affects ${count(connections.length, 'connection')} and ${count(flows.size, 'flow')}.`
  if (connections.length === 0) return affected
  return change === 'disable'
    ? `${affected} The connections become invalid at once, and actions that use them fail at their next run.`
    : `${affected} The connections become valid again; API tokens that were revoked stay revoked.`
}
