import {
  Background,
  Controls,
  MiniMap,
  type Node,
  ReactFlow,
  type ReactFlowInstance,
  ViewportPortal,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { treeMove } from '@/util/treeKeys'
import { CanvasCard, type CardData } from './CanvasCard'
import { CanvasLines } from './CanvasLines'
import styles from './canvas.module.css'
import type { CardView } from './cardView'
import type { FlowNode } from './graph'
import { CARD, layout as layOut } from './layout'
import { outlineRows } from './outline'
import { firstView, viewOf } from './viewport'

export type CanvasProps = {
  graph: readonly FlowNode[]
  label: string
  isOpen: (place: string) => boolean
  toggle: (place: string) => void
  selected: string | undefined
  select: (place: string) => void
  /** What the page adds to a node's card. */
  view: (node: FlowNode) => CardView
}

const NODE_TYPES = { card: CanvasCard }
const MAP = { width: 140, height: 100 }
/** The height of what a page puts below a card. */
const FOOT = 40
/** Above this many cards only those in sight are drawn; up to it, the browser's search finds all. */
const FEW = 120

/** A flow as a drawing to read: cards in ranks from the top down, containers as frames. One stop of the tab key, then arrow keys. */
export function FlowCanvas({ graph, label, isOpen, toggle, selected, select, view }: CanvasProps) {
  const window = useRef<HTMLElement>(null)
  const [flow, setFlow] = useState<ReactFlowInstance<Node<CardData>>>()
  const [focusOn, setFocusOn] = useState<string>()
  const focused = useCallback(() => setFocusOn(undefined), [])
  const views = useMemo(() => viewsOf(graph, view), [graph, view])
  const hasFoot = (node: FlowNode) => isOpen(node.place) && views.get(node.place)?.foot !== undefined
  const feet = [...views.keys()]
    .filter((place) => isOpen(place) && views.get(place)?.foot !== undefined)
    .join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: of what pages add, only feet take room, and laying out takes time.
  const layout = useMemo(
    () => layOut(graph, { isOpen, headHeight: (node) => CARD.height + (hasFoot(node) ? FOOT : 0) }),
    [graph, isOpen, feet],
  )
  const rows = useMemo(
    () => outlineRows(graph, isOpen).filter(({ kind }) => kind === 'node'),
    [graph, isOpen],
  )
  const focusable = rows.some(({ place }) => place === selected) ? selected : rows[0]?.place
  const nodes = layout.cards.map(
    ({ node, x, y, width, height }): Node<CardData> => ({
      id: node.place,
      type: 'card',
      // Nothing can be dragged or selected, so the library would let clicks through.
      style: { pointerEvents: 'all' },
      position: { x, y },
      width,
      height,
      data: {
        node,
        view: views.get(node.place) ?? {},
        open: isOpen(node.place),
        selected: selected === node.place,
        focusable: focusable === node.place,
        takeFocus: focusOn === node.place,
        focused,
        select,
        toggle,
      },
    }),
  )
  const shown = layout.cards.find(({ node }) => node.place === selected)
  useEffect(() => {
    if (!flow || !shown || !window.current) return
    const { clientWidth: width, clientHeight: height } = window.current
    void flow.setViewport(viewOf(shown, flow.getViewport(), { width, height }))
  }, [flow, shown])
  const start = (instance: ReactFlowInstance<Node<CardData>>) => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = window.current ?? {}
    void instance.setViewport(firstView(layout, { width, height }))
    setFlow(instance)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const place = (event.target as HTMLElement).dataset.place
    const move = place === undefined ? undefined : treeMove(rows, place, event.key)
    if (!move) return
    event.preventDefault()
    if (move.kind === 'toggle') return toggle(move.place)
    setFocusOn(move.place)
    select(move.place)
  }
  return (
    <section className={styles.canvas} aria-label={label} ref={window} onKeyDown={onKeyDown}>
      <ReactFlow
        nodes={nodes}
        edges={[]}
        nodeTypes={NODE_TYPES}
        onInit={start}
        minZoom={0.05}
        maxZoom={2}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        disableKeyboardA11y
        panOnScroll
        zoomOnDoubleClick={false}
        onlyRenderVisibleElements={nodes.length > FEW}
      >
        <ViewportPortal>
          <CanvasLines layout={layout} />
        </ViewportPortal>
        <Background />
        <Controls showInteractive={false} />
        <MiniMap pannable zoomable ariaLabel="Map of the flow" style={MAP} className={styles.map} />
      </ReactFlow>
    </section>
  )
}

function viewsOf(graph: readonly FlowNode[], view: (node: FlowNode) => CardView): Map<string, CardView> {
  return new Map(
    graph.flatMap((node) => [
      [node.place, view(node)] as const,
      ...node.branches.flatMap(({ nodes }) => [...viewsOf(nodes, view)]),
    ]),
  )
}
