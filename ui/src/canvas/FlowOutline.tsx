import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react'
import { readableName } from '@/util/text'
import { treeMove } from '@/util/treeKeys'
import styles from './canvas.module.css'
import { type CardView, kindLine } from './cardView'
import type { CanvasProps } from './FlowCanvas'
import { NodeIcon } from './NodeIcon'
import { type OutlineRow, outlineRows } from './outline'

/** The same flow as a tree, for those who read it line by line. */
export function FlowOutline({ graph, label, isOpen, toggle, selected, select, view }: CanvasProps) {
  const box = useRef<HTMLDivElement>(null)
  const rows = outlineRows(graph, isOpen)
  const [last, setLast] = useState(selected)
  const focusable = rows.some(({ place }) => place === last) ? last : rows[0]?.place
  const go = (place: string) => {
    setLast(place)
    if (rows.some((row) => row.kind === 'node' && row.place === place)) select(place)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const place = (event.target as HTMLElement).dataset.place
    if (place === undefined) return
    const move = treeMove(rows, place, event.key)
    if (move?.kind === 'toggle') toggle(move.place)
    else if (move) {
      go(move.place)
      box.current?.querySelector<HTMLElement>(`[data-place="${CSS.escape(move.place)}"]`)?.focus()
    } else if (event.key === 'Enter' || event.key === ' ') go(place)
    else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent) => {
    const target = event.target as HTMLElement
    const place = target.closest<HTMLElement>('[data-place]')?.dataset.place
    if (place === undefined) return
    if (target.closest('[data-fold]')) toggle(place)
    else go(place)
  }
  return (
    <div className={styles.outline}>
      <div role="tree" aria-label={label} ref={box} onKeyDown={onKeyDown} onClick={onClick}>
        {rows.map((row) => (
          <Row
            key={row.place}
            row={row}
            view={row.kind === 'node' ? view(row.node) : {}}
            selected={selected === row.place}
            focusable={focusable === row.place}
          />
        ))}
      </div>
    </div>
  )
}

type RowProps = { row: OutlineRow; view: CardView; selected: boolean; focusable: boolean }

function Row({ row, view, selected, focusable }: RowProps) {
  const Fold = row.open ? ChevronDownRegular : ChevronRightRegular
  return (
    <div
      role="treeitem"
      aria-level={row.level}
      aria-selected={selected}
      aria-expanded={row.container ? row.open : undefined}
      tabIndex={focusable ? 0 : -1}
      data-place={row.place}
      title={view.says}
      className={`${styles.row} ${view.dim ? styles.dim : ''}`}
      style={{ paddingLeft: 8 + (row.level - 1) * 18 }}
    >
      <span className={styles.rowFold} data-fold={row.container || undefined} aria-hidden>
        {row.container && <Fold />}
      </span>
      {row.kind === 'branch' ? (
        <span className={styles.rowBranch}>
          {row.label}
          {row.empty && ': nothing'}
        </span>
      ) : (
        <>
          {view.before ?? <NodeIcon node={row.node} />}
          <span className={styles.rowName}>{readableName(row.node.name)}</span>
          <span className={styles.rowKind}>{kindLine(row.node)}</span>
          {view.aside}
        </>
      )}
    </div>
  )
}
