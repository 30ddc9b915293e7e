import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import { FlashRegular } from '@fluentui/react-icons/svg/flash'
import { type KeyboardEvent, type MouseEvent, useRef } from 'react'
import type { RunDetail } from '@/api/types'
import { ErrorNotice } from '@/ui/Notice'
import { IdentityInitials } from '@/ui/Principal'
import { Status, statusTone } from '@/ui/Status'
import { Duration } from '@/ui/Time'
import { TRIGGER_PLACE } from '@/util/place'
import { count, readableName } from '@/util/text'
import { treeMove } from '@/util/treeKeys'
import { IterationPager } from './IterationPager'
import styles from './runs.module.css'
import { bar } from './timeline'
import { isLoop, type Row } from './tree'
import type { RunTree } from './useRunTree'

type Props = {
  run: RunDetail
  tree: RunTree
  selected: string
  select: (place: string) => void
  /** The span of the time bars, in milliseconds since 1970. */
  from: number
  to: number
}

type ActionRow = Extract<Row, { kind: 'action' }>

/** The actions in order, containers foldable, each with status, identity, duration and its share of the run's time. */
export function ActionTree({ run, tree, selected, select, from, to }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const items = [{ place: TRIGGER_PLACE, level: 1 }, ...tree.rows.filter(({ kind }) => kind === 'action')]
  const focusable = items.some(({ place }) => place === selected) ? selected : TRIGGER_PLACE
  const go = (place: string) => {
    select(place)
    box.current?.querySelector<HTMLElement>(`[data-place="${CSS.escape(place)}"]`)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const place = (event.target as HTMLElement).dataset.place
    if (place === undefined) return
    const move = treeMove(items, place, event.key)
    if (move?.kind === 'toggle') tree.toggle(move.place)
    else if (move) go(move.place)
    else if (event.key === 'Enter' || event.key === ' ') select(place)
    else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent) => {
    const target = event.target as HTMLElement
    const place = target.closest<HTMLElement>('[data-place]')?.dataset.place
    if (place === undefined) return
    if (target.closest('[data-fold]')) tree.toggle(place)
    else select(place)
  }
  return (
    <section className={styles.treeBox} aria-label="Actions of this run">
      <div className={styles.treeHead}>
        <span>{count(run.actions, 'action')}</span>
        <span>Acts as</span>
        <span className={styles.end}>Duration</span>
        <span>Time in run</span>
      </div>
      <div
        className={styles.tree}
        role="tree"
        aria-label="Actions"
        ref={box}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <div
          role="treeitem"
          aria-level={1}
          aria-selected={selected === TRIGGER_PLACE}
          tabIndex={focusable === TRIGGER_PLACE ? 0 : -1}
          data-place={TRIGGER_PLACE}
          className={styles.row}
        >
          <span className={styles.label}>
            <span className={styles.fold} />
            <FlashRegular aria-hidden />
            <Words name={run.trigger.name} type="trigger" />
          </span>
          <span>{run.startedBy && <IdentityInitials principal={run.startedBy} says="started by" />}</span>
        </div>
        {tree.rows.map((row) => (
          <TreeRow
            key={`${row.kind} ${row.place}`}
            row={row}
            tree={tree}
            selected={selected === row.place}
            focusable={focusable === row.place}
            from={from}
            to={to}
          />
        ))}
      </div>
    </section>
  )
}

type RowProps = Pick<Props, 'tree' | 'from' | 'to'> & {
  row: Row
  selected: boolean
  focusable: boolean
}

function TreeRow({ row, tree, selected, focusable, from, to }: RowProps) {
  const indent = { paddingLeft: 8 + (row.level - 1) * 18 }
  if (row.kind === 'loading') {
    return (
      <div className={styles.aside} style={indent}>
        Loading actions…
      </div>
    )
  }
  if (row.kind === 'failed') {
    return (
      <div className={styles.aside} style={indent}>
        <ErrorNotice error={row.error} />
      </div>
    )
  }
  if (row.kind === 'pager') {
    return (
      <div className={styles.aside} style={indent}>
        <IterationPager
          loop={row.action}
          index={row.index}
          show={(index) => tree.showIteration(row.place, index)}
        />
      </div>
    )
  }
  const { action, place, container, open } = row
  const Fold = open ? ChevronDownRegular : ChevronRightRegular
  return (
    <div
      role="treeitem"
      aria-level={row.level}
      aria-selected={selected}
      aria-expanded={container ? open : undefined}
      tabIndex={focusable ? 0 : -1}
      data-place={place}
      className={`${styles.row} ${action.status === 'Skipped' ? styles.skipped : ''}`}
    >
      <span className={styles.label} style={indent}>
        <span className={styles.fold} data-fold={container || undefined} aria-hidden>
          {container && <Fold />}
        </span>
        <Status status={action.status} iconOnly />
        <Words name={action.name} type={typeLabel(row)} />
      </span>
      <span>{action.acting && <IdentityInitials principal={action.acting.principal} />}</span>
      <span className={styles.end}>
        {action.status === 'Skipped' ? (
          <span className={styles.quiet}>skipped</span>
        ) : (
          <Duration milliseconds={action.durationMs} />
        )}
      </span>
      <TimeBar row={row} from={from} to={to} />
    </div>
  )
}

function Words({ name, type }: { name: string; type: string }) {
  const readable = readableName(name)
  return (
    <span className={styles.words} title={`${readable} (${type})`}>
      <span className={styles.action}>{readable}</span>
      <span className={styles.type}>{type}</span>
    </span>
  )
}

function typeLabel({ action }: ActionRow): string {
  if (isLoop(action)) return `${action.type} · ${count(action.iterations ?? 0, 'iteration')}`
  return action.type
}

function TimeBar({ row, from, to }: { row: ActionRow; from: number; to: number }) {
  const span = row.action.status === 'Skipped' ? undefined : bar(row.action, from, to)
  return (
    <span className={styles.track} aria-hidden>
      {span && (
        <span
          className={`${styles.bar} ${styles[statusTone(row.action.status)]}`}
          style={{ left: `${span.start}%`, width: `max(3px, ${span.width}%)` }}
        />
      )}
    </span>
  )
}
