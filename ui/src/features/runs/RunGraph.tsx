import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo } from 'react'
import { flowVersionQuery } from '@/api/flows'
import type { EnvironmentView, RunDetail } from '@/api/types'
import type { CardView } from '@/canvas/cardView'
import { Drawing } from '@/canvas/Drawing'
import { allNodes, type FlowNode, graphOf } from '@/canvas/graph'
import { QueryState } from '@/ui/PageState'
import { IdentityInitials } from '@/ui/Principal'
import { Status, statusTone } from '@/ui/Status'
import { actionSentence } from '@/util/identity'
import { TRIGGER_PLACE } from '@/util/place'
import { IterationPager } from './IterationPager'
import styles from './runs.module.css'
import { openKey, type Row } from './tree'
import type { RunTree } from './useRunTree'

type Props = {
  environment: EnvironmentView
  run: RunDetail
  tree: RunTree
  selected: string
  select: (place: string) => void
}

/** Up to this many containers are shown unfolded at first: each is a request of its own. */
const UNFOLDED = 20

/** The drawing of the version that ran, with what became of each action. */
export function RunGraph(props: Props) {
  const { environment, run } = props
  const query = useQuery(flowVersionQuery(environment.name, run.flow.id, run.version))
  return (
    <QueryState query={query} what="the flow of this run">
      {({ definition }) => <Graph {...props} definition={definition} />}
    </QueryState>
  )
}

function Graph({ run, tree, selected, select, definition }: Props & { definition: unknown }) {
  const graph = useMemo(() => graphOf(definition), [definition])
  const { unfold } = tree
  useEffect(() => {
    const containers = allNodes(graph).filter(({ branches }) => branches.length > 0)
    if (containers.length <= UNFOLDED) unfold(containers.map(({ place }) => place))
  }, [graph, unfold])
  const rows = rowsByNode(tree.rows)
  // As text, so that an answer of the server that opens nothing leaves the drawing where it is.
  const open = [...rows].flatMap(([place, { action }]) => (action?.open ? place : [])).join('\n')
  const isOpen = useCallback((place: string) => open.split('\n').includes(place), [open])
  return (
    <Drawing
      graph={graph}
      label={`The run of ${run.flow.name}`}
      isOpen={isOpen}
      toggle={(place) => tree.toggle(rows.get(place)?.action?.place ?? place)}
      selected={openKey(selected)}
      select={(place) => {
        const at = place === TRIGGER_PLACE ? place : rows.get(place)?.action?.place
        if (at !== undefined) select(at)
      }}
      view={(node) => cardView(run, node, rows.get(node.place) ?? {}, tree.showIteration)}
    />
  )
}

type NodeRows = {
  action?: Extract<Row, { kind: 'action' }>
  pager?: Extract<Row, { kind: 'pager' }>
}

/** What is known of each node in the iterations that are shown; nodes know no iterations. */
export function rowsByNode(rows: readonly Row[]): Map<string, NodeRows> {
  const found = new Map<string, NodeRows>()
  for (const row of rows) {
    const place = openKey(row.place)
    if (row.kind === 'action') found.set(place, { ...found.get(place), action: row })
    if (row.kind === 'pager') found.set(place, { ...found.get(place), pager: row })
  }
  return found
}

function cardView(
  run: RunDetail,
  node: FlowNode,
  { action: row, pager }: NodeRows,
  showIteration: RunTree['showIteration'],
): CardView {
  if (node.place === TRIGGER_PLACE) {
    return {
      aside: run.startedBy && <IdentityInitials principal={run.startedBy} says="started by" />,
      tone: 'ok',
    }
  }
  if (!row) return { dim: true, says: 'The run has not reached it.' }
  const { action } = row
  return {
    aside: (
      <span className={styles.line}>
        <Status status={action.status} />
        {action.acting && <IdentityInitials principal={action.acting.principal} />}
      </span>
    ),
    tone: statusTone(action.status),
    says: actionSentence(action),
    foot: pager && (
      <div className={styles.foot}>
        <IterationPager
          loop={pager.action}
          index={pager.index}
          show={(index) => showIteration(pager.place, index)}
        />
      </div>
    ),
    dim: action.status === 'Skipped',
  }
}
