import { PlainTable } from '@/ui/PlainTable'
import { ChangeList } from './ChangeList'
import { BoundTo, Named } from './PlanTables'
import styles from './plan.module.css'
import type { IdentityChanges } from './planSummary'

/** Who acts instead of whom, and what they may do. */
export function IdentityChangesView({ changes, rebound }: IdentityChanges) {
  return (
    <div className={styles.stack}>
      {rebound.length > 0 && (
        <PlainTable label="Who acts" head={['Reference', 'Before', 'After', 'Flows']}>
          {rebound.map(({ logicalName, displayName, before, connection, flows }) => (
            <tr key={logicalName}>
              <td>
                <Named name={displayName} code={logicalName} />
              </td>
              <td>{before && <BoundTo bound={before} />}</td>
              <td>{connection && <BoundTo bound={connection} />}</td>
              <td>{flows.join(', ')}</td>
            </tr>
          ))}
        </PlainTable>
      )}
      {(changes.length > 0 || rebound.length === 0) && (
        <ChangeList changes={changes} none="Nobody else acts, and nobody may do more or less." />
      )}
    </div>
  )
}
