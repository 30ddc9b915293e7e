import { layout as dagreLayout, Graph } from '@dagrejs/dagre'
import { type FlowNode, runAfterLabel } from './graph'

export type Point = { x: number; y: number }
export type Box = Point & { width: number; height: number }

/** The size of the card of an action, in pixels at full size. */
export const CARD = { width: 300, height: 62 }
/** The height of what stands above the actions of a branch. */
export const BRANCH_LABEL = 26
const PADDING = 16
const GAP = 20
const EMPTY = { width: 180, height: 40 }

export type PlacedCard = Box & { node: FlowNode }
/** The frame around a container that is open, or around one of its branches. */
export type PlacedFrame = Box & { key: string; kind: 'container' | 'branch'; label?: string; empty: boolean }
export type PlacedEdge = { key: string; points: readonly Point[]; label?: { at: Point; text: string } }

/** Where everything is drawn: frames from the outside in, then edges, then cards. */
export type Layout = {
  width: number
  height: number
  cards: PlacedCard[]
  frames: PlacedFrame[]
  edges: PlacedEdge[]
}

/** What decides about the layout besides the flow: which containers are open, and the heights of their cards. */
export type LayoutOptions = { isOpen: (place: string) => boolean; headHeight?: (node: FlowNode) => number }

/**
 * Lays a group out from the inside out: a container takes the room that its branches need, and is then one box among others.
 * The same graph always gives the same picture.
 */
export function layout(group: readonly FlowNode[], options: LayoutOptions): Layout {
  const blocks = group.map((node) => blockOf(node, options))
  const { at, edges, width, height } = arranged(group, blocks)
  const parts = blocks.map((block, index) => moved(block, at[index] ?? { x: 0, y: 0 }))
  return { width, height, ...joined([{ width, height, cards: [], frames: [], edges }, ...parts]) }
}

/** A node with what is inside, at the origin. */
function blockOf(node: FlowNode, options: LayoutOptions): Layout {
  const card = { width: CARD.width, height: options.headHeight?.(node) ?? CARD.height }
  if (node.branches.length === 0 || !options.isOpen(node.place)) {
    return { ...card, cards: [{ node, x: 0, y: 0, ...card }], frames: [], edges: [] }
  }
  const branches = node.branches.map((branch) => {
    const inner = layout(branch.nodes, options)
    const empty = branch.nodes.length === 0
    const size = empty ? EMPTY : { width: inner.width + 2 * PADDING, height: inner.height + 2 * PADDING }
    return {
      branch,
      inner,
      empty,
      width: size.width,
      height: size.height + (branch.label ? BRANCH_LABEL : 0),
    }
  })
  const inside = branches.reduce((sum, { width }) => sum + width, GAP * (branches.length - 1))
  const width = Math.max(card.width, inside) + 2 * PADDING
  const top = PADDING + card.height + GAP
  const height = top + Math.max(...branches.map(({ height }) => height)) + PADDING
  const head: PlacedCard = { node, x: (width - card.width) / 2, y: PADDING, ...card }
  const from = bottomOf(head)
  const frame: PlacedFrame = { key: node.place, kind: 'container', empty: false, x: 0, y: 0, width, height }
  let x = (width - inside) / 2
  const parts = branches.map(({ branch, inner, empty, width, height }): Layout => {
    const box = { x, y: top, width, height }
    x += width + GAP
    const key = `${node.place}#${branch.key}`
    const start = { x: box.x + PADDING, y: box.y + PADDING + (branch.label ? BRANCH_LABEL : 0) }
    const content = moved(inner, start)
    const entry = branch.label ? [{ key, points: [from, topOf(box)] }] : []
    const origin = branch.label ? { x: box.x + box.width / 2, y: box.y + BRANCH_LABEL } : from
    return {
      width,
      height,
      cards: content.cards,
      frames: [{ key, kind: 'branch', label: branch.label, empty, ...box }, ...content.frames],
      edges: [...entry, ...entries(branch.nodes, key, content, origin), ...content.edges],
    }
  })
  return {
    width,
    height,
    ...joined([{ width, height, cards: [head], frames: [frame], edges: [] }, ...parts]),
  }
}

/** Edges from the start of a branch to the actions that wait for nothing. */
function entries(nodes: readonly FlowNode[], key: string, content: Layout, from: Point): PlacedEdge[] {
  const names = new Set(nodes.map(({ name }) => name))
  return nodes
    .filter(({ runsAfter }) => !runsAfter.some(({ name }) => names.has(name)))
    .map((node) => ({ key: `${key}>${node.place}`, points: [from, topOf(outlineOf(node, content))] }))
}

/** The frame of a container that is open, else the card. */
function outlineOf(node: FlowNode, { frames, cards }: Layout): Box {
  const frame = frames.find(({ key, kind }) => kind === 'container' && key === node.place)
  return frame ?? cards.find((card) => card.node === node) ?? { x: 0, y: 0, width: 0, height: 0 }
}

type Arranged = { width: number; height: number; at: Point[]; edges: PlacedEdge[] }

/** Where the blocks of one group go, in ranks from the top down. */
function arranged(group: readonly FlowNode[], blocks: readonly Layout[]): Arranged {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 36 })
  for (const [index, node] of group.entries()) {
    const { width, height } = blocks[index] ?? CARD
    graph.setNode(node.name, { width, height })
  }
  const edges = group.flatMap((node) =>
    node.runsAfter
      .filter(({ name }) => graph.hasNode(name))
      .map(({ name, statuses }) => ({ from: name, to: node.name, text: runAfterLabel(statuses) })),
  )
  for (const { from, to, text } of edges) {
    const size = text === undefined ? {} : { width: labelWidth(text), height: 20, labelpos: 'c' as const }
    graph.setEdge(from, to, size)
  }
  if (group.length > 0) dagreLayout(graph)
  const boxes = group.map(({ name }) => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(name)
    return { x: x - width / 2, y: y - height / 2, width, height }
  })
  const boxOf = (name: string) =>
    boxes[group.findIndex((node) => node.name === name)] ?? { ...CARD, x: 0, y: 0 }
  return {
    width: Math.max(0, ...boxes.map(({ x, width }) => x + width)),
    height: Math.max(0, ...boxes.map(({ y, height }) => y + height)),
    at: boxes.map(({ x, y }) => ({ x, y })),
    edges: edges.map(({ from, to, text }) => {
      const { points = [], x = 0, y = 0 } = graph.edge(from, to)
      return {
        key: `${from}>${to}`,
        // The ends are those of the boxes: the arranger aims at their middles.
        points: [bottomOf(boxOf(from)), ...points.slice(1, -1), topOf(boxOf(to))],
        label: text === undefined ? undefined : { at: { x, y }, text },
      }
    }),
  }
}

/** Room for a label, in pixels: it is drawn in letters of 12 pixels. */
export function labelWidth(text: string): number {
  return Math.round(text.length * 6.3) + 16
}

function bottomOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height }
}

function topOf({ x, y, width }: Box): Point {
  return { x: x + width / 2, y }
}

function joined(parts: readonly Layout[]): Pick<Layout, 'cards' | 'frames' | 'edges'> {
  return {
    cards: parts.flatMap(({ cards }) => cards),
    frames: parts.flatMap(({ frames }) => frames),
    edges: parts.flatMap(({ edges }) => edges),
  }
}

function moved(part: Layout, by: Point): Layout {
  const shifted = <Item extends Point>(item: Item): Item => ({ ...item, x: item.x + by.x, y: item.y + by.y })
  return {
    ...part,
    cards: part.cards.map(shifted),
    frames: part.frames.map(shifted),
    edges: part.edges.map(({ key, points, label }) => ({
      key,
      points: points.map(shifted),
      label: label && { ...label, at: shifted(label.at) },
    })),
  }
}

/** How far the corners of an edge are rounded. */
const CORNER = 8

/** An edge as the path of an SVG: down, across half way between two points, and down again. */
export function pathOf(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1]
      if (!before) return `M${round(x)},${round(y)}`
      const middle = (before.y + y) / 2
      const corner = Math.min(CORNER, Math.abs(x - before.x) / 2, Math.abs(y - before.y) / 2)
      const aside = Math.sign(x - before.x) * corner
      const turn = (atX: number, atY: number, toX: number, toY: number) =>
        `Q${round(atX)},${round(atY)} ${round(toX)},${round(toY)}`
      return [
        `V${round(middle - corner)}`,
        turn(before.x, middle, before.x + aside, middle),
        `H${round(x - aside)}`,
        turn(x, middle, x, middle + corner),
        `V${round(y)}`,
      ].join(' ')
    })
    .join(' ')
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}
