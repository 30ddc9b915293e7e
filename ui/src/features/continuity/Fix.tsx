import { Button } from '@fluentui/react-components'
import { useNavigate } from '@tanstack/react-router'
import type { FlowAtRisk } from '@/api/types'
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
  const { principal } = step
  const act = () => {
    if (to) void navigate(to)
    else if (principal) add({ environment: row.environment, flow: row.flow, principal, step })
  }
  return (
    <div className={styles.fix}>
      <Button size="small" aria-label={`${label}: ${row.flow.displayName}`} onClick={act}>
        {label}
      </Button>
      <span className={styles.quiet} title={others.map(({ sentence }) => sentence).join(' ')}>
        {step.sentence} Gains {count(step.gain, 'point')}.
        {others.length > 0 && ` ${count(others.length, 'more step')}.`}
      </span>
    </div>
  )
}
