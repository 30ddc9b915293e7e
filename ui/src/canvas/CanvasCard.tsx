import { Tooltip } from '@fluentui/react-components'
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right'
import type { Node, NodeProps } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { readableName } from '@/util/text'
import styles from './canvas.module.css'
import { type CardView, kindLine } from './cardView'
import type { FlowNode } from './graph'
import { NodeIcon } from './NodeIcon'

export type CardData = {
  node: FlowNode
  view: CardView
  open: boolean
  selected: boolean
  /** The one card of the canvas that the tab key reaches. */
  focusable: boolean
  /** The keyboard moved here; `focused` says that it arrived. */
  takeFocus: boolean
  focused: () => void
  select: (place: string) => void
  toggle: (place: string) => void
}

/** One trigger or action on the canvas. */
export function CanvasCard({ data }: NodeProps<Node<CardData>>) {
  const { node, view, open, selected, focusable, takeFocus, focused, select, toggle } = data
  const face = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!takeFocus) return
    face.current?.focus({ preventScroll: true })
    focused()
  }, [takeFocus, focused])
  const name = readableName(node.name)
  const Fold = open ? ChevronDownRegular : ChevronRightRegular
  const classes = [
    styles.card,
    selected && styles.selected,
    view.dim && styles.dim,
    styles[node.kind],
    view.tone && styles[view.tone],
  ]
  const button = (
    <button
      type="button"
      ref={face}
      className={styles.face}
      aria-current={selected || undefined}
      tabIndex={focusable ? 0 : -1}
      data-place={node.place}
      onClick={() => select(node.place)}
    >
      <span className={styles.icon}>
        <NodeIcon node={node} />
      </span>
      <span className={styles.name}>
        <span className={styles.cut} title={name}>
          {name}
        </span>
      </span>
      <span className={styles.second}>
        <span className={styles.cut}>{kindLine(node)}</span>
        {view.aside}
      </span>
    </button>
  )
  return (
    <div className={classes.filter(Boolean).join(' ')}>
      {view.says ? (
        <Tooltip content={view.says} relationship="description" withArrow>
          {button}
        </Tooltip>
      ) : (
        button
      )}
      {node.branches.length > 0 && (
        <button
          type="button"
          className={styles.fold}
          aria-label={`${open ? 'Fold' : 'Unfold'} ${name}`}
          aria-expanded={open}
          tabIndex={focusable ? 0 : -1}
          onClick={() => toggle(node.place)}
        >
          <Fold aria-hidden />
        </button>
      )}
      {open && view.foot && <div className={`nodrag nopan ${styles.foot}`}>{view.foot}</div>}
    </div>
  )
}
