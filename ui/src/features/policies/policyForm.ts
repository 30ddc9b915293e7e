import type { ConnectorGroup, DataPolicy, DataPolicyChange, NewDataPolicy } from '@/api/types'
import { count, list } from '@/util/text'

export type PolicyForm = {
  name: string
  displayName: string
  /** Whether it holds everywhere but in the environments, or in them alone. */
  scope: 'allBut' | 'only'
  environments: readonly string[]
  /** The groups of the connectors that it names. */
  groups: Readonly<Record<string, ConnectorGroup>>
  /** That of every other connector. */
  others: ConnectorGroup
}

export const GROUPS: readonly (readonly [ConnectorGroup, string, string])[] = [
  ['business', 'Business', 'Hold what belongs to the business.'],
  ['nonBusiness', 'Non-business', 'No flow uses them together with business ones.'],
  ['blocked', 'Blocked', 'No flow uses them.'],
]

export function groupName(group: ConnectorGroup): string {
  return GROUPS.find(([one]) => one === group)?.[1] ?? group
}

export function policyForm(policy: DataPolicy | undefined): PolicyForm {
  if (!policy)
    return { name: '', displayName: '', scope: 'allBut', environments: [], groups: {}, others: 'nonBusiness' }
  const { name, displayName, scope, newConnectors } = policy
  const named = GROUPS.flatMap(([group]) => policy[group].map((connector) => [connector, group] as const))
  return {
    name,
    displayName,
    scope: 'environments' in scope ? 'only' : 'allBut',
    environments: 'environments' in scope ? scope.environments : (scope.except ?? []),
    groups: Object.fromEntries(named),
    others: newConnectors,
  }
}

/** The form with a connector in a group, or, without one, with those that it does not name. */
export function moved(form: PolicyForm, connector: string, group: ConnectorGroup | undefined): PolicyForm {
  const { [connector]: _, ...rest } = form.groups
  return { ...form, groups: group ? { ...rest, [connector]: group } : rest }
}

/** Which connectors stand in which group, named or not, by name. */
export function connectorsIn(form: PolicyForm, known: readonly string[], group: ConnectorGroup): string[] {
  return [...new Set([...known, ...Object.keys(form.groups)])]
    .filter((connector) => (form.groups[connector] ?? form.others) === group)
    .sort()
}

/** Why it cannot be kept like this; nothing when it can. */
export function policyProblem({ name, displayName, scope, environments }: PolicyForm): string | undefined {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) return 'Its name has letters a to z, digits and hyphens.'
  if (displayName.trim() === '') return 'Say what it is called.'
  return scope === 'only' && environments.length === 0 ? 'Choose the environments that it is for.' : undefined
}

export function policyRequest(form: PolicyForm): NewDataPolicy {
  const named = (group: ConnectorGroup) =>
    Object.keys(form.groups)
      .filter((connector) => form.groups[connector] === group)
      .sort()
  return {
    name: form.name,
    displayName: form.displayName.trim(),
    scope:
      form.scope === 'allBut'
        ? { all: true, except: [...form.environments] }
        : { environments: [...form.environments] },
    business: named('business'),
    nonBusiness: named('nonBusiness'),
    blocked: named('blocked'),
    newConnectors: form.others,
    dryRun: false,
  }
}

/** Which flows a change of policies turns off and on, as sentences. */
export function policyEffects({ suspended, resumed }: DataPolicyChange): string[] {
  const named = (flows: DataPolicyChange['suspended']) =>
    `${count(flows.length, 'flow')}: ${list(flows.map(({ name, environment }) => `${name} (${environment})`))}`
  const lines = [
    ...(suspended.length > 0 ? [`Turns off ${named(suspended)}.`] : []),
    ...(resumed.length > 0 ? [`Turns on again ${named(resumed)}.`] : []),
  ]
  return lines.length > 0 ? lines : ['No flow that is there goes off or on.']
}
