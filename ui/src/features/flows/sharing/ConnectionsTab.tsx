import { Field, Select } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { flowKeys } from '@/api/flows'
import { type Sharing, setRunOnlySource } from '@/api/sharing'
import type { RunOnlyConnection, RunOnlySource } from '@/api/types'
import { ImpactView } from '@/ui/ImpactView'
import { ErrorNotice, Notice } from '@/ui/Notice'
import { PrincipalChip } from '@/ui/Principal'
import { connectorLabel, count, list, readableName } from '@/util/text'
import type { Draft } from './draft'
import styles from './sharing.module.css'

type Props = { environment: string; sharing: Sharing; draft: Draft; change: (draft: Draft) => void }

/** Whose connections are used when somebody runs the flow who does not own it. */
export function ConnectionsTab({ environment, sharing, draft, change }: Props) {
  if (sharing.references.length === 0) {
    return <p className={styles.note}>The flow uses no connection, so whoever runs it needs none.</p>
  }
  return (
    <ul className={styles.cards} aria-label="Connections">
      {sharing.references.map((reference) => (
        <Reference
          key={reference.reference}
          environment={environment}
          flow={sharing.flow.id}
          reference={reference}
          source={draft.sources[reference.reference] ?? reference.source}
          choose={(source) =>
            change({ ...draft, sources: { ...draft.sources, [reference.reference]: source } })
          }
        />
      ))}
    </ul>
  )
}

type ReferenceProps = {
  environment: string
  flow: string
  reference: RunOnlyConnection
  source: RunOnlySource
  choose: (source: RunOnlySource) => void
}

function Reference({ environment, flow, reference, source, choose }: ReferenceProps) {
  const { displayName, connector, actions, connection, mayChange, whyNot, effects, warning } = reference
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <h3>{displayName}</h3>
        <span className={styles.quiet}>
          {connectorLabel(connector)}, used by {count(actions.length, 'action')}
          {actions.length > 0 && `: ${list(actions.map(readableName), 3)}`}
        </span>
      </div>
      <Field label={`When others run it: ${displayName}`} hint={whyNot}>
        <Select
          value={source}
          disabled={!mayChange}
          onChange={(_, { value }) => choose(value as RunOnlySource)}
        >
          <option value="embedded">
            {connection ? `Use this connection (${connection.displayName})` : 'Use this connection'}
          </option>
          <option value="invoker">Person running provides own</option>
        </Select>
      </Field>
      <p className={styles.effect} role="status">
        {effects[source]}
      </p>
      {source === 'embedded' && connection && (
        <div className={styles.cardHead}>
          <span className={styles.quiet}>{connection.displayName} acts as</span>
          <PrincipalChip principal={connection.owner} />
        </div>
      )}
      {warning && source === 'invoker' && <Notice tone="warn">{warning}</Notice>}
      {source !== reference.source && (
        <Effects environment={environment} flow={flow} reference={reference.reference} source={source} />
      )}
    </li>
  )
}

type EffectsProps = { environment: string; flow: string; reference: string; source: RunOnlySource }

/** As whom each action acts before and after the choice, which is not made yet. */
function Effects({ environment, flow, reference, source }: EffectsProps) {
  const plan = useQuery({
    queryKey: [...flowKeys.one(environment, flow), 'run-only', reference, source],
    queryFn: () => setRunOnlySource(environment, flow, reference, source, { dryRun: true }),
    gcTime: 0,
    retry: false,
  })
  return (
    <div className={styles.impact}>
      {plan.data && <ImpactView impact={plan.data.impact} />}
      <ErrorNotice error={plan.error} />
    </div>
  )
}
