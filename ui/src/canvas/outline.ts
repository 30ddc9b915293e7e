import type { TreeItem } from '@/util/treeKeys'
import type { FlowNode } from './graph'

export type OutlineRow = TreeItem &
  ({ kind: 'node'; node: FlowNode } | { kind: 'branch'; label: string; empty: boolean })

/** The rows of a graph as a tree, in the order in which they run: what is inside a closed container is left out. */
export function outlineRows(
  graph: readonly FlowNode[],
  isOpen: (place: string) => boolean,
  level = 1,
): OutlineRow[] {
  return graph.flatMap((node): OutlineRow[] => {
    const container = node.branches.length > 0
    const open = container && isOpen(node.place)
    const row: OutlineRow = { kind: 'node', place: node.place, level, node, container, open }
    if (!open) return [row]
    return [
      row,
      ...node.branches.flatMap(({ key, label, nodes }): OutlineRow[] => {
        if (label === undefined) return outlineRows(nodes, isOpen, level + 1)
        const place = `${node.place}#${key}`
        const head: OutlineRow = { kind: 'branch', place, level: level + 1, label, empty: nodes.length === 0 }
        return [head, ...outlineRows(nodes, isOpen, level + 2)]
      }),
    ]
  })
}
