import type { ReactNode } from 'react'
import styles from './PlainTable.module.css'

type Props = { label: string; head: readonly string[]; children: ReactNode }

/** A short table inside a section: no sorting, no choice of columns. The rows are its children. */
export function PlainTable({ label, head, children }: Props) {
  return (
    <div className={styles.wrap}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
