import { LockClosedFilled } from '@fluentui/react-icons/svg/lock-closed'
import type { EnvironmentView } from '@/api/types'
import styles from './EnvironmentPill.module.css'

const LABELS = { dev: 'Dev', test: 'Test', prod: 'Prod' } as const

type Props = { environment: Pick<EnvironmentView, 'kind'> & Partial<EnvironmentView> }

/** The type of an environment: colour, word and border pattern, and a lock where it is protected. */
export function EnvironmentPill({ environment }: Props) {
  return (
    <span
      className={`${styles.pill} ${styles[environment.kind]}`}
      title={environment.protected ? 'Protected: it changes only through a deployment' : undefined}
    >
      {environment.protected && <LockClosedFilled aria-label="Protected" />}
      {LABELS[environment.kind]}
    </span>
  )
}
