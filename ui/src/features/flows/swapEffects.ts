import type { ConnectionView, FlowDetail, ReferenceUse } from '@/api/types'
import { count, ended, list, readableName } from '@/util/text'

/**
 * What swapping a connection will change, one sentence a line: whose identity, in which actions, and what stays.
 * `null` gives up the flow's own choice for what the reference is bound to; undefined is no choice yet.
 */
export function swapEffects(
  flow: Pick<FlowDetail, 'name'>,
  reference: ReferenceUse,
  chosen: ConnectionView | null | undefined,
): string[] {
  const actions = `${count(reference.actions.length, 'action')} of ${flow.name}`
  const named = reference.actions.length > 0 ? ` (${list(reference.actions.map(readableName), 5)})` : ''
  if (chosen === undefined) {
    return [`Affects ${actions}${named}. Choose a connection to see whose identity they will use.`]
  }
  const before = reference.connection?.owner.displayName ?? 'nobody'
  const rest = 'Other flows keep their connection. Runs that have started are not repeated.'
  if (chosen === null) {
    const name = reference.logicalName ?? reference.key
    const line = ended(
      `They will act as the owner of the connection that ${name} is bound to here, instead of ${before}`,
    )
    return [`Affects ${actions}${named}.`, line, rest]
  }
  return [`Affects ${actions}${named}.`, identityLine(reference, before, chosen.owner.displayName), rest]
}

function identityLine(reference: ReferenceUse, before: string, after: string): string {
  switch (reference.mode) {
    case 'impersonate':
      return ended(
        `They go on acting as the invoker; the call is made on behalf by ${after} instead of ${before}`,
      )
    case 'runOnlyUser':
      return `They go on acting as whoever starts the flow; ${after}'s connection is only the owners' own choice.`
    case 'own':
      return before === after
        ? `They go on acting as ${after}, through another connection.`
        : ended(`They will act as ${after} instead of ${before}`)
  }
}
