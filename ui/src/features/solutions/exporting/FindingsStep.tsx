import type { CheckFinding } from '@/api/types'
import { PlainTable } from '@/ui/PlainTable'
import { Prose } from '@/ui/Prose'
import { Badge, type Tone } from '@/ui/Status'
import { sentenceCase } from '@/util/text'
import styles from '../solutions.module.css'

const TONES: Record<CheckFinding['severity'], Tone> = {
  critical: 'bad',
  high: 'bad',
  medium: 'warn',
  low: 'quiet',
  informational: 'quiet',
}
const BY_SEVERITY = Object.keys(TONES)

/** What the solution checker says, the gravest first. */
export function FindingsStep({ findings }: { findings: readonly CheckFinding[] }) {
  if (findings.length === 0) return <p className={styles.sentence}>The checker has nothing to say.</p>
  const ordered = [...findings].sort(
    (left, right) => BY_SEVERITY.indexOf(left.severity) - BY_SEVERITY.indexOf(right.severity),
  )
  return (
    <PlainTable label="Findings" head={['Severity', 'What', 'Where', 'What to do']}>
      {ordered.map(({ code, severity, message, place, fix, waived }) => (
        <tr key={`${code} ${place.file} ${place.path} ${message}`}>
          <td>
            <Badge tone={TONES[severity] ?? 'quiet'}>{sentenceCase(severity)}</Badge>
          </td>
          <td>
            <Prose text={message} /> <code className={styles.quiet}>{code}</code>
          </td>
          <td>
            <code className={styles.quiet}>{[place.file, place.path].filter(Boolean).join(' ')}</code>
          </td>
          <td>{waived ? `Waived: ${waived}` : fix && <Prose text={fix} />}</td>
        </tr>
      ))}
    </PlainTable>
  )
}
