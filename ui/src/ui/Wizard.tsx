import { Button } from '@fluentui/react-components'
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark'
import type { ReactNode } from 'react'
import styles from './Wizard.module.css'

export type WizardStep<Name extends string> = {
  name: Name
  label: string
  /** Whether it can be opened now. */
  open: boolean
}

type Props<Name extends string> = {
  label: string
  steps: readonly WizardStep<Name>[]
  current: Name
  onStep: (step: Name) => void
  /** Buttons that go on, below the step. */
  next: ReactNode
  children: ReactNode
}

/** Something done in steps: the list of them, the one that is open, and the way back and on. */
export function Wizard<Name extends string>({ label, steps, current, onStep, next, children }: Props<Name>) {
  const at = steps.findIndex(({ name }) => name === current)
  const before = steps[at - 1]
  return (
    <div className={styles.wizard}>
      <nav aria-label={label}>
        <ol className={styles.steps}>
          {steps.map(({ name, label: text, open }, index) => (
            <li key={name}>
              <button
                type="button"
                className={styles.step}
                aria-current={name === current ? 'step' : undefined}
                aria-disabled={!open}
                onClick={() => open && onStep(name)}
              >
                <span className={styles.number} aria-hidden>
                  {index < at ? <CheckmarkRegular /> : index + 1}
                </span>
                {text}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <section className={styles.body} aria-label={steps[at]?.label}>
        {children}
      </section>
      <div className={styles.foot}>
        {before?.open && <Button onClick={() => onStep(before.name)}>Back</Button>}
        {next}
      </div>
    </div>
  )
}
