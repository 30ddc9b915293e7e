import type { Box, Layout } from './layout'

export type View = { x: number; y: number; zoom: number }
export type Size = { width: number; height: number }

const MARGIN = 24
/** Names can still be read at this size. */
const READABLE = 0.75

/** Where to look at first: from the top, over the whole width if names can then be read, else over the trigger. */
export function firstView(layout: Layout, window: Size): View {
  const zoom = Math.min(1, Math.max(READABLE, (window.width - 2 * MARGIN) / layout.width))
  const first = layout.cards[0]
  const middle = layout.width * zoom <= window.width || !first ? layout.width / 2 : first.x + first.width / 2
  return { x: window.width / 2 - middle * zoom, y: MARGIN, zoom }
}

/** The view that shows a box: the same one if it is in sight. */
export function viewOf(box: Box, view: View, window: Size): View {
  const left = box.x * view.zoom + view.x
  const top = box.y * view.zoom + view.y
  const inSight =
    left >= 0 &&
    top >= 0 &&
    left + box.width * view.zoom <= window.width &&
    top + box.height * view.zoom <= window.height
  if (inSight) return view
  const zoom = Math.max(view.zoom, READABLE)
  return {
    x: window.width / 2 - (box.x + box.width / 2) * zoom,
    y: window.height / 2 - (box.y + box.height / 2) * zoom,
    zoom,
  }
}
