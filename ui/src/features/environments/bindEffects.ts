import type { ConnectionReferenceView, ConnectionView } from '@/api/types'
import { count, ended, list } from '@/util/text'

/** What binding a reference will change. `null` is unbinding; undefined is no choice yet. */
export function bindEffects(
  reference: Pick<ConnectionReferenceView, 'usedBy' | 'connection'>,
  chosen: ConnectionView | null | undefined,
): string[] {
  const flows = reference.usedBy
  const names =
    flows.length > 0
      ? ` (${list(
          flows.map(({ name }) => name),
          4,
        )})`
      : ''
  const affects = `Affects ${count(flows.length, 'flow')}${names}.`
  const before = reference.connection?.owner.displayName
  if (chosen === undefined) return [`${affects} Choose a connection to see whose identity they will use.`]
  if (chosen === null)
    return [affects, 'Their actions that use this reference will fail until it is bound again.']
  const after = chosen.owner.displayName
  if (before === undefined)
    return [affects, ended(`Their actions that use this reference's own connection will act as ${after}`)]
  return [
    affects,
    before === after
      ? `Their actions go on acting as ${after}, through another connection.`
      : ended(
          `Their actions that use this reference's own connection will act as ${after} instead of ${before}`,
        ),
  ]
}
