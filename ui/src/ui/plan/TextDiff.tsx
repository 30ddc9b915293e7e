import { CopyButton } from '@/ui/CopyButton'
import styles from './plan.module.css'
import { diffLines } from './planSummary'

/** Definitions of flows before and after, line by line. The signs say what the colours say. */
export function TextDiff({ text }: { text: string }) {
  if (text === '') return <p className={styles.none}>No definition differs.</p>
  return (
    <div className={styles.diff}>
      <div className={styles.diffBar}>
        <span>Definitions, line by line</span>
        <CopyButton text={text} label="Copy the differences">
          Copy
        </CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
      <section className={styles.lines} tabIndex={0} aria-label="Definitions, line by line">
        {diffLines(text).map(({ at, kind, text: line }) => (
          <div key={at} className={styles[kind]}>
            {line || ' '}
          </div>
        ))}
      </section>
    </div>
  )
}
