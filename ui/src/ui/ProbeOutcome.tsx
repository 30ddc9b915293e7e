import type { Probe } from '@/api/types'
import { Badge, type Tone } from './Status'

const OUTCOMES: Record<Probe['outcome'], readonly [string, Tone]> = {
  accepted: ['Accepted', 'ok'],
  refused: ['Refused', 'bad'],
  unclear: ['Unclear', 'warn'],
  unreachable: ['Unreachable', 'bad'],
}

/** What came of trying a connection. */
export function ProbeOutcome({ outcome }: Pick<Probe, 'outcome'>) {
  const [word, tone] = OUTCOMES[outcome]
  return <Badge tone={tone}>{word}</Badge>
}
