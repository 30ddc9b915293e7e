import { ArrowSortDownRegular } from '@fluentui/react-icons/svg/arrow-sort-down'
import { ArrowSortUpRegular } from '@fluentui/react-icons/svg/arrow-sort-up'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useState } from 'react'
import { count } from '@/util/text'
import { type Column, type Sort, sorted } from './columns'
import styles from './DataTable.module.css'
import { TableTools, useHiddenColumns } from './TableTools'

type Props<Row> = {
  /** What the rows are, in the plural: names the table, its saved columns and its files. */
  label: string
  /** One of them, where that is not the plural without its s. */
  one?: string
  title?: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  filters?: ReactNode
  empty: ReactNode
  /** The rows come in the server's order, page by page. */
  paged?: { more: boolean }
  foot?: ReactNode
}

/** Moves the focus to the first link or button of the row above or below. */
function moveFocus(event: KeyboardEvent<HTMLTableSectionElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const row = (event.target as HTMLElement).closest('tr')
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling
  const target = next?.querySelector<HTMLElement>('a, button')
  if (!target) return
  event.preventDefault()
  target.focus()
}

/** A click anywhere in a row follows the row's own link, so that the whole row is a target. */
function followRow(event: MouseEvent<HTMLTableRowElement>) {
  if ((event.target as HTMLElement).closest('a, button, input, select, label')) return
  if (window.getSelection()?.toString()) return
  const link = event.currentTarget.querySelector<HTMLElement>('[data-row-link] a, a[data-row-link]')
  link?.dispatchEvent(
    new window.MouseEvent('click', {
      bubbles: true,
      cancelable: true,
      ctrlKey: event.ctrlKey,
      metaKey: event.metaKey,
    }),
  )
}

/** A table with sorting, a choice of columns, export, and movement by arrow keys. */
export function DataTable<Row>({
  label,
  one = label.slice(0, -1),
  title,
  columns,
  rows,
  rowKey,
  filters,
  empty,
  paged,
  foot,
}: Props<Row>) {
  const [sort, setSort] = useState<Sort>()
  const { hidden, toggle } = useHiddenColumns(label, columns)
  const shown = columns.filter(({ id }) => !hidden.has(id))
  const ordered = sorted(rows, columns, sort)
  return (
    <div className={styles.card}>
      <div className={styles.bar}>
        {title && <h2 className={styles.title}>{title}</h2>}
        {filters}
        <span className={styles.grow} />
        <span className={styles.total} aria-live="polite">
          {paged?.more
            ? `${rows.length}+ ${label.toLowerCase()}`
            : count(rows.length, one.toLowerCase(), label.toLowerCase())}
        </span>
        <TableTools label={label} columns={columns} rows={ordered} hidden={hidden} toggle={toggle} />
      </div>
      <div className={styles.wrap}>
        <table className={styles.table} aria-label={label}>
          <thead>
            <tr>
              {shown.map((column) => (
                <HeaderCell
                  key={column.id}
                  column={column}
                  sort={sort}
                  onSort={paged ? undefined : setSort}
                />
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={moveFocus}>
            {ordered.map((row) => (
              <tr key={rowKey(row)} onClick={followRow} className={styles.linked}>
                {shown.map((column) => (
                  <td
                    key={column.id}
                    className={`${column.align === 'end' ? styles.end : ''} ${column.tight ? styles.tight : ''}`}
                  >
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <div className={styles.empty}>{empty}</div>}
      </div>
      {foot && <div className={styles.foot}>{foot}</div>}
    </div>
  )
}

type HeaderProps<Row> = {
  column: Column<Row>
  sort: Sort | undefined
  onSort?: (sort: Sort | undefined) => void
}

function nextSort(column: string, sort: Sort | undefined): Sort | undefined {
  if (sort?.column !== column) return { column, descending: false }
  return sort.descending ? undefined : { column, descending: true }
}

function HeaderCell<Row>({ column, sort, onSort }: HeaderProps<Row>) {
  const active = sort?.column === column.id ? sort : undefined
  const order = active ? (active.descending ? 'descending' : 'ascending') : undefined
  return (
    <th scope="col" className={column.align === 'end' ? styles.end : undefined} aria-sort={order}>
      {onSort ? (
        <button type="button" className={styles.sort} onClick={() => onSort(nextSort(column.id, sort))}>
          {column.header}
          {active &&
            (active.descending ? <ArrowSortDownRegular aria-hidden /> : <ArrowSortUpRegular aria-hidden />)}
        </button>
      ) : (
        column.header
      )}
    </th>
  )
}
