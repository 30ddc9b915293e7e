import type { LinkProps } from '@tanstack/react-router'
import type { RiskStep, RiskyFlow } from '@/api/continuity'
import type { PrincipalChip } from '@/api/types'
import { urls } from '@/util/urls'

/** On whom a flow at risk depends, each once, in the order of the reasons. */
export function dependsOn({ reasons }: RiskyFlow): PrincipalChip[] {
  const people = new Map(reasons.flatMap(({ principal }) => (principal ? [[principal.id, principal]] : [])))
  return [...people.values()]
}

/** What the button of a step is called, and where it leads; making somebody a co-owner is asked where one is. */
export function stepAction(
  { environment, flow }: RiskyFlow,
  step: RiskStep,
): { label: string; to?: LinkProps } {
  const { kind, principal, connection } = step
  if (kind === 'addCoOwner' && principal) return { label: `Add ${principal.displayName}` }
  if (kind === 'enable' && principal) {
    return { label: `Enable ${principal.displayName}`, to: urls.person(principal.id) }
  }
  if (connection && kind in CONNECTION_LABELS) {
    return {
      label: CONNECTION_LABELS[kind as keyof typeof CONNECTION_LABELS],
      to: urls.connection(environment.name, connection.id),
    }
  }
  return { label: 'Open the flow', to: urls.flow(environment.name, flow.id) }
}

const CONNECTION_LABELS = {
  swapConnection: 'Replace the connection',
  renewConnection: 'Renew the connection',
  nameSuccessor: 'Name a successor',
} as const
