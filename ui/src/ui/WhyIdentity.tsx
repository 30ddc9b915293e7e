import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle'
import type { ActingRule } from '@/api/types'
import { IDENTITY_RULES } from '@/util/identityRules'
import styles from './WhyIdentity.module.css'

/** The table that decides about identities, with the line that decided. */
export function WhyIdentity({ rule }: { rule: ActingRule | undefined }) {
  return (
    <details className={styles.why}>
      <summary>Why this identity?</summary>
      <p>The first of these that holds decides:</p>
      <ol>
        {IDENTITY_RULES.map((line) => (
          <li
            key={line.rule}
            className={line.rule === rule ? styles.hit : undefined}
            aria-current={line.rule === rule || undefined}
          >
            {line.when}: acts as {line.who}.
            {line.rule === rule && (
              <span className={styles.mark}>
                <CheckmarkCircleFilled aria-hidden /> This one decides
              </span>
            )}
          </li>
        ))}
      </ol>
      {rule === undefined && <p>None of them can decide yet.</p>}
    </details>
  )
}
