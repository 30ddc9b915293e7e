import type { ExportPreview } from '@/api/types'
import { PlainTable } from '@/ui/PlainTable'
import { Named } from '@/ui/plan/PlanTables'
import { connectorLabel, sentenceCase } from '@/util/text'
import styles from '../solutions.module.css'

/** What each environment has to supply: the definitions travel, the values and connections stay. */
export function ReferencesStep({ preview: { variables, references } }: { preview: ExportPreview }) {
  return (
    <>
      <p className={styles.sentence}>
        Definitions travel in the package. Values and connections stay here: each environment has its own,
        which its settings file names.
      </p>
      {variables.length > 0 && (
        <PlainTable
          label="Environment variables"
          head={['Variable', 'Type', 'Default, in the package', 'Value here, stays']}
        >
          {variables.map(({ schemaName, displayName, type, default: preset, current }) => (
            <tr key={schemaName}>
              <td>
                <Named name={displayName} code={schemaName} />
              </td>
              <td>{sentenceCase(type)}</td>
              <td>
                {preset === undefined ? <span className={styles.quiet}>none</span> : <code>{preset}</code>}
              </td>
              <td>
                {current === undefined ? <span className={styles.quiet}>none</span> : <code>{current}</code>}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {references.length > 0 && (
        <PlainTable label="Connection references" head={['Reference', 'Connector']}>
          {references.map(({ logicalName, displayName, connector }) => (
            <tr key={logicalName}>
              <td>
                <Named name={displayName} code={logicalName} />
              </td>
              <td>{connectorLabel(connector)}</td>
            </tr>
          ))}
        </PlainTable>
      )}
    </>
  )
}
