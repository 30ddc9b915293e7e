import type { ActionView } from '@/api/types'
import { Facts } from '@/ui/Page'
import { PrincipalChip } from '@/ui/Principal'
import { WhyIdentity } from '@/ui/WhyIdentity'
import { ruleLabel } from '@/util/identity'
import { connectorLabel } from '@/util/text'
import { EvidenceTable } from './EvidenceTable'
import styles from './runs.module.css'

/** Whose identity an action used, through whose connection, and the rule that decided it. */
export function IdentityPanel({ action }: { action: ActionView }) {
  const { acting } = action
  if (!acting) {
    return (
      <p className={styles.sentence}>
        {action.status === 'Skipped'
          ? 'The action was skipped, so it acted as nobody.'
          : 'This action calls no connector, so it acts as nobody.'}
      </p>
    )
  }
  return (
    <>
      <p className={styles.sentence}>{acting.sentence}</p>
      <Facts
        facts={[
          ['Acted as', <PrincipalChip key="principal" principal={acting.principal} />],
          ['Rule', ruleLabel(acting.rule)],
          [
            'Connection',
            <span key="connection">
              {acting.connection.displayName} ({connectorLabel(acting.connection.connector)})
            </span>,
          ],
          ['Connection id', <code key="id">{acting.connection.id}</code>],
          [
            'On behalf by',
            acting.impersonator ? (
              <PrincipalChip key="impersonator" principal={acting.impersonator} />
            ) : (
              'Nobody: the principal used its own connection'
            ),
          ],
        ]}
      />
      <EvidenceTable attempts={action.attempts} />
      <WhyIdentity rule={acting.rule} />
    </>
  )
}
