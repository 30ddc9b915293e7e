/** What the keyboard needs to know of an item of a tree that is shown. */
export type TreeItem = { place: string; level: number; container?: boolean; open?: boolean }
export type TreeMove = { kind: 'go' | 'toggle'; place: string }

/** What a key does in a tree. Source: the tree view pattern of the WAI-ARIA authoring practices. */
export function treeMove(items: readonly TreeItem[], place: string, key: string): TreeMove | undefined {
  const position = items.findIndex((item) => item.place === place)
  const item = items[position]
  if (!item) return undefined
  const go = (to: TreeItem | undefined): TreeMove | undefined => to && { kind: 'go', place: to.place }
  switch (key) {
    case 'ArrowDown':
      return go(items[position + 1])
    case 'ArrowUp':
      return go(items[position - 1])
    case 'Home':
      return go(items[0])
    case 'End':
      return go(items.at(-1))
    case 'ArrowRight': {
      if (!item.container) return undefined
      const next = items[position + 1]
      return item.open ? go(next && next.level > item.level ? next : undefined) : { kind: 'toggle', place }
    }
    case 'ArrowLeft':
      return item.container && item.open
        ? { kind: 'toggle', place }
        : go(items.slice(0, position).findLast(({ level }) => level < item.level))
    default:
      return undefined
  }
}
