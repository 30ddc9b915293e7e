import { Button } from '@fluentui/react-components'
import { useNavigate } from '@tanstack/react-router'
import type { FlowAtRisk } from '@/api/types'
import { Prose } from '@/ui/Prose'
import { count } from '@/util/text'
import type { Addition } from './AddCoOwnerDialog'
import { stepAction } from './atRisk'
import styles from './dashboard.module.css'

type Props = { row: FlowAtRisk; add: (addition: Addition) => void }

/** The step that gains most, as a button that leads to where it is done. */
export function Fix({ row, add }: Props) {
  const navigate = useNavigate()
  const [step, ...others] = row.steps
  if (!step) return <span className={styles.quiet}>nothing is proposed</span>
  const { label, to } = stepAction(row, step)
  return (
    <div className={styles.fix}>
      <Button
        size="small"
        aria-label={`${label}: ${row.flow.displayName}`}
        onClick={() => (to ? void navigate(to) : add({ row, step }))}
      >
        {label}
      </Button>
      <span className={styles.quiet} title={others.map(({ sentence }) => sentence).join(' ')}>
        <Prose text={step.sentence} /> Gains {count(step.gain, 'point')}.
        {others.length > 0 && ` ${count(others.length, 'more step')}.`}
      </span>
    </div>
  )
}
