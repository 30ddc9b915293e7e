import type { LinkProps } from '@tanstack/react-router'
import type { FlowAtRisk, PrincipalChip, RiskStep } from '@/api/types'
import { urls } from '@/util/urls'

/** On whom a flow at risk depends, each once, in the order of the reasons. */
export function dependsOn({ reasons }: FlowAtRisk): PrincipalChip[] {
  const people = new Map(reasons.flatMap(({ principal }) => (principal ? [[principal.id, principal]] : [])))
  return [...people.values()]
}

const LABELS = {
  nameSuccessor: 'Name a successor',
  renewConnection: 'Renew the connection',
  swapConnection: 'Replace the connection',
}

/** What the button of a step is called, and where it leads; a co-owner is added where one is. */
export function stepAction(
  { environment, flow }: FlowAtRisk,
  { kind, principal, connection }: RiskStep,
): { label: string; to?: LinkProps } {
  if (kind === 'addCoOwner') return { label: `Add ${principal?.displayName ?? 'a co-owner'}` }
  const label = LABELS[kind]
  const to = connection
    ? urls.connection(environment.name, connection.id)
    : urls.flow(environment.name, flow.id, 'identities')
  return { label, to }
}
