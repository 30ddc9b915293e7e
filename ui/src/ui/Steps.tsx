import { Badge, type Tone } from './Status'
import styles from './Steps.module.css'

/** One step of something that takes several people or days: how far it is, in a word and in a sentence. */
export type Step = { name: string; tone: Tone; state: string; sentence: string }

/** The steps in their order, numbered. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className={styles.steps} aria-label="Steps">
      {steps.map(({ name, tone, state, sentence }) => (
        <li key={name}>
          <span className={styles.head}>
            <strong>{name}</strong>
            <Badge tone={tone}>{state}</Badge>
          </span>
          <span>{sentence}</span>
        </li>
      ))}
    </ol>
  )
}
