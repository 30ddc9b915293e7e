import type { Change, Risk } from '@/api/types'
import { JsonView } from '@/ui/JsonView'
import { Prose } from '@/ui/Prose'
import { Badge, type Tone } from '@/ui/Status'
import styles from './plan.module.css'

const RISKS: readonly (readonly [Risk, string, Tone])[] = [
  ['high', 'High risk', 'bad'],
  ['notice', 'Worth a look', 'warn'],
  ['info', 'For information', 'quiet'],
]
/** A short list of harmless changes is open; a long one would hide what matters below it. */
const OPEN_HARMLESS = 5

type Props = { changes: readonly Change[]; none: string }

/** Differences between two solutions as sentences, the riskiest first. */
export function ChangeList({ changes, none }: Props) {
  if (changes.length === 0) return <p className={styles.none}>{none}</p>
  return (
    <div className={styles.stack}>
      {RISKS.map(([risk, label, tone]) => {
        const found = changes.filter((change) => change.risk === risk)
        if (found.length === 0) return null
        return (
          <details key={risk} open={risk !== 'info' || found.length <= OPEN_HARMLESS}>
            <summary className={styles.risk}>
              <Badge tone={tone}>{label}</Badge> {found.length}
            </summary>
            <ul className={styles.changes} aria-label={label}>
              {found.map((change) => (
                <li key={`${change.code} ${change.subject.key} ${change.place} ${change.sentence}`}>
                  <ChangeItem change={change} />
                </li>
              ))}
            </ul>
          </details>
        )
      })}
    </div>
  )
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** The sentence already says what a short value was and is. */
function isLong(value: unknown): boolean {
  return isThere(value) && typeof value === 'object'
}

function ChangeItem({ change: { sentence, code, place, before, after } }: { change: Change }) {
  return (
    <>
      <Prose text={sentence} /> <code className={styles.quiet}>{code}</code>
      {(isLong(before) || isLong(after)) && (
        <details className={styles.values}>
          <summary>Before and after{place && ` at ${place}`}</summary>
          <div className={styles.pair}>
            {isThere(before) && <JsonView value={before} label="Before" maxHeight={240} />}
            {isThere(after) && <JsonView value={after} label="After" maxHeight={240} />}
          </div>
        </details>
      )}
    </>
  )
}
