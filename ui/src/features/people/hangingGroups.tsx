import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { PersonContinuity } from '@/api/types'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { PrincipalChip } from '@/ui/Principal'
import { Day } from '@/ui/Time'
import { connectorLabel, sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import styles from './people.module.css'

/** Things of one kind that hang on somebody: a number, and the rows that it counts. */
export type HangingGroup = {
  key: string
  /** What the number counts. */
  label: string
  headers: readonly string[]
  rows: { key: string; cells: ReactNode[] }[]
}

type PersonsFlow = PersonContinuity['owns'][number]
type Environment = PersonsFlow['environment']

/** What hangs on somebody, by kind; what the caller may not look into is left out. */
export function hangingGroups(person: PersonContinuity): HangingGroup[] {
  const groups: HangingGroup[] = [
    flows('owns', 'Flows owned', person.owns),
    flows('coOwns', 'Flows co-owned', person.coOwns),
    {
      key: 'connections',
      label: 'Connections',
      headers: ['Connection', 'Connector', 'Environment', 'Used by flows'],
      rows: person.connections.map(({ id, displayName, connector, environment, flows: number }) => ({
        key: id,
        cells: [
          <Link key="name" {...urls.connection(environment.name, id)}>
            {displayName}
          </Link>,
          connectorLabel(connector),
          place(environment),
          number,
        ],
      })),
    },
    {
      key: 'references',
      label: 'References bound to these',
      headers: ['Connection reference', 'Environment'],
      rows: person.referencesBound.map(({ logicalName, displayName, environment }) => ({
        key: `${environment.name} ${logicalName}`,
        cells: [
          <Link key="name" {...urls.variables(environment.name)}>
            {displayName}
          </Link>,
          place(environment),
        ],
      })),
    },
    {
      key: 'grants',
      label: 'Other shares with them',
      headers: ['Flow', 'As', 'Ends on', 'Environment'],
      rows: person.grants.map(({ environment, flow, tier, endsAt }) => ({
        key: `${environment.name} ${flow.id}`,
        cells: [
          flowLink({ environment, flow }),
          sentenceCase(tier),
          endsAt ? <Day key="ends" at={endsAt} /> : 'never',
          place(environment),
        ],
      })),
    },
  ]
  return [...groups, ...everywhere(person)]
}

/** What belongs to no environment: absent where the caller sees only environments. */
function everywhere({ sponsors, tokens, handovers }: PersonContinuity): HangingGroup[] {
  if (!sponsors || !tokens || !handovers) return []
  return [
    {
      key: 'sponsors',
      label: 'Service accounts sponsored',
      headers: ['Service account'],
      rows: sponsors.map((one) => ({
        key: one.id,
        cells: [<PrincipalChip key="principal" principal={one} />],
      })),
    },
    {
      key: 'tokens',
      label: 'API tokens',
      headers: ['Token', 'Expires'],
      rows: tokens.map(({ id, name, expiresAt }) => ({
        key: id,
        cells: [name, expiresAt ? <Day key="expires" at={expiresAt} /> : 'never'],
      })),
    },
    {
      key: 'handovers',
      label: 'Hand-over plans',
      headers: ['Plan'],
      rows: handovers.map(({ id, status }) => ({
        key: id,
        cells: [
          <Link key="plan" {...urls.handover(id)}>
            {sentenceCase(status)} plan
          </Link>,
        ],
      })),
    },
  ]
}

function flows(key: string, label: string, all: readonly PersonsFlow[]): HangingGroup {
  return {
    key,
    label,
    headers: ['Flow', 'Environment'],
    rows: all.map((one) => ({
      key: `${one.environment.name} ${one.flow.id}`,
      cells: [flowLink(one), place(one.environment)],
    })),
  }
}

function flowLink({ environment, flow }: PersonsFlow) {
  return (
    <Link key="flow" {...urls.flow(environment.name, flow.id)}>
      {flow.displayName}
    </Link>
  )
}

function place(environment: Environment) {
  return (
    <span key="environment" className={styles.line}>
      {environment.displayName}
      <EnvironmentPill environment={environment} />
    </span>
  )
}
