import { lazy, Suspense } from 'react'
import { Loading } from '@/ui/PageState'
import type { CanvasProps } from './FlowCanvas'

// Drawing takes a library that no other page needs.
const FlowCanvas = lazy(async () => ({ default: (await import('./FlowCanvas')).FlowCanvas }))

/** The canvas, loaded when it is first shown. */
export function Drawing(props: CanvasProps) {
  return (
    <Suspense fallback={<Loading what="the drawing" />}>
      <FlowCanvas {...props} />
    </Suspense>
  )
}
