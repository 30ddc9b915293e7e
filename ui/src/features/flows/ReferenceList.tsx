import { ArrowSwapRegular } from '@fluentui/react-icons/svg/arrow-swap'
import { useState } from 'react'
import type { EnvironmentView, FlowDetail, ReferenceUse } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { flowCan } from '@/util/can'
import { MODE_LABELS } from '@/util/identity'
import { triggerIn } from '@/util/startForm'
import { connectorLabel, count, list, readableName } from '@/util/text'
import styles from './flows.module.css'
import { SwapConnectionDialog } from './SwapConnectionDialog'

type Props = { environment: EnvironmentView; flow: FlowDetail }

/** The connections of a flow: whose each one is, which actions use it, and the way to swap it. */
export function ReferenceList({ environment, flow }: Props) {
  const [swapping, setSwapping] = useState<ReferenceUse>()
  if (flow.references.length === 0) {
    return (
      <ul className={styles.list}>
        <li>
          <span className={styles.quiet}>The flow uses no connector, so it acts as nobody.</span>
        </li>
      </ul>
    )
  }
  return (
    <>
      {flow.references.map((reference) => (
        <div key={reference.key} className={styles.reference}>
          <h3>
            {connectorLabel(reference.connector)}
            <code className={styles.logical}>{reference.logicalName ?? reference.key}</code>
          </h3>
          <ActionButton
            size="small"
            icon={<ArrowSwapRegular />}
            can={flowCan.rebind(flow, environment)}
            aria-label={`Swap connection of ${reference.logicalName ?? reference.key}`}
            onClick={() => setSwapping(reference)}
          >
            Swap connection
          </ActionButton>
          <Bound reference={reference} />
          <p>{usedBy(flow, reference)}</p>
        </div>
      ))}
      {swapping && (
        <SwapConnectionDialog
          environment={environment}
          flow={flow}
          reference={swapping}
          close={() => setSwapping(undefined)}
        />
      )}
    </>
  )
}

/** What uses a connection: the trigger, actions, or nothing. */
function usedBy(flow: FlowDetail, { key, actions }: ReferenceUse): string {
  const trigger = triggerIn(flow.definition, flow.trigger.name)?.connection === key ? ['The trigger'] : []
  if (actions.length === 0) return `${trigger[0] ?? 'Nothing'} uses it.`
  const named = `${count(actions.length, 'action')}: ${list(actions.map(readableName), 5)}.`
  return [...trigger, named].join(' and ')
}

function Bound({ reference }: { reference: ReferenceUse }) {
  const { connection, mode } = reference
  return (
    <div className={styles.line}>
      {connection ? (
        <>
          <PrincipalChip principal={connection.owner} />
          <span>{connection.displayName}</span>
          {connection.health === 'ownerDisabled' && <Badge tone="bad">not valid: owner disabled</Badge>}
        </>
      ) : mode === 'runOnlyUser' ? null : (
        <Badge tone="warn">not bound</Badge>
      )}
      {reference.ofFlow && <Badge tone="quiet">chosen for this flow alone</Badge>}
      {mode !== 'own' && <Badge tone="busy">{MODE_LABELS[mode]}</Badge>}
    </div>
  )
}
