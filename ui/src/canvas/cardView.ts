import type { ReactNode } from 'react'
import type { Tone } from '@/ui/Status'
import { connectorLabel, readableName } from '@/util/text'
import type { FlowNode } from './graph'

/** What a page adds to the card of a node. */
export type CardView = {
  /** At the right: whose identity it uses. No control. */
  aside?: ReactNode
  /** Instead of the icon of the outline: how it went. */
  before?: ReactNode
  /** The colour of its edge; a word says the same. */
  tone?: Tone
  /** A sentence about it, for hovering, focus and screen readers. */
  says?: string
  /** Below, for containers: controls of what is inside. */
  foot?: ReactNode
  /** Not among those that the page points out. */
  dim?: boolean
}

/** The second line of a card: the operation of a connector, else the type. */
export function kindLine({ type, connector, operation }: FlowNode): string {
  if (connector === undefined) return type
  return operation === undefined
    ? connectorLabel(connector)
    : `${connectorLabel(connector)} · ${readableName(operation)}`
}
