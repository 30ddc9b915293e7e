import type { ConnectionView, FlowDetail, ReferenceUse } from '@/api/types'
import { count, list, readableName } from '@/util/text'

/** What swapping a connection will change, one sentence a line: whose identity, in which actions, and what stays. */
export function swapEffects(
  flow: Pick<FlowDetail, 'name'>,
  reference: ReferenceUse,
  chosen: ConnectionView | undefined,
): string[] {
  const actions = `${count(reference.actions.length, 'action')} of ${flow.name}`
  const named = reference.actions.length > 0 ? ` (${list(reference.actions.map(readableName), 5)})` : ''
  if (!chosen) return [`Affects ${actions}${named}. Choose a connection to see whose identity they will use.`]
  const before = reference.connection?.owner.displayName ?? 'nobody'
  const after = chosen.owner.displayName
  return [
    `Affects ${actions}${named}.`,
    identityLine(reference, before, after),
    'Other flows keep their connection. Runs that have started are not repeated.',
  ]
}

function identityLine(reference: ReferenceUse, before: string, after: string): string {
  switch (reference.mode) {
    case 'impersonate':
      return `They go on acting as the invoker; the call is made on behalf by ${after} instead of ${before}.`
    case 'runOnlyUser':
      return `They go on acting as whoever starts the flow; ${after}'s connection is only the owners' own choice.`
    case 'own':
      return before === after
        ? `They go on acting as ${after}, through another connection.`
        : `They will act as ${after} instead of ${before}.`
  }
}
