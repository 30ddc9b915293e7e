import { Select } from '@fluentui/react-components'
import type { Mask, TableCopy } from '@/api/types'
import { PlainTable } from '@/ui/PlainTable'
import { Badge, type Tone } from '@/ui/Status'
import { count } from '@/util/text'
import { MASKS } from './copyForm'
import styles from './tables.module.css'

type CopiedTable = TableCopy['tables'][number]

const CHANGES: Record<CopiedTable['change'], readonly [string, Tone]> = {
  add: ['New', 'ok'],
  extend: ['Gets what it lacks', 'busy'],
  same: ['Stays', 'quiet'],
}

type Masking = {
  /** By `table.column`, what somebody chose here. */
  chosen: Readonly<Record<string, Mask>>
  mask: (column: string, mask: Mask) => void
}
type Props = Masking & { copy: TableCopy }

/** What would come, table by table, and what becomes of each column's values. */
export function CopyPreview({ copy: { tables }, ...masking }: Props) {
  if (tables.length === 0) return <p className={styles.note}>There is no table to copy.</p>
  return (
    <>
      <PlainTable label="What would come" head={['Table', 'Its definition here', 'Rows']}>
        {tables.map(({ table, displayName, change, rows }) => {
          const [word, tone] = CHANGES[change]
          return (
            <tr key={table}>
              <td>{displayName || table}</td>
              <td>
                <Badge tone={tone}>{word}</Badge>
              </td>
              <td>{rows}</td>
            </tr>
          )
        })}
      </PlainTable>
      {tables.map(
        (table) => table.columns.length > 0 && <Masks key={table.table} table={table} {...masking} />,
      )}
    </>
  )
}

type MasksProps = Masking & { table: CopiedTable }

function Masks({ table: { table, displayName, columns }, chosen, mask }: MasksProps) {
  const name = displayName || table
  const masked = columns.filter((column) => column.mask !== 'keep').length
  return (
    <details>
      <summary className={styles.summary}>
        {name}: {masked} of {count(columns.length, 'column')} masked
      </summary>
      <PlainTable label={`Masks of ${name}`} head={['Column', 'What becomes of its values']}>
        {columns.map(({ column, mask: usual }) => (
          <tr key={column}>
            <td>
              <code>{column}</code>
            </td>
            <td>
              <Select
                size="small"
                aria-label={`Mask of ${column} of ${name}`}
                value={chosen[`${table}.${column}`] ?? usual}
                onChange={(_, { value }) => mask(`${table}.${column}`, value as Mask)}
              >
                {Object.entries(MASKS).map(([word, meaning]) => (
                  <option key={word} value={word}>
                    {meaning}
                  </option>
                ))}
              </Select>
            </td>
          </tr>
        ))}
      </PlainTable>
    </details>
  )
}
