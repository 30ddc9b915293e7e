import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import type { ConnectionView } from '@/api/types'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import styles from './connections.module.css'

/** Whether a connection works, and since when it does not. */
export function ConnectionHealth({ connection }: { connection: Pick<ConnectionView, 'health' | 'since'> }) {
  if (connection.health === 'ok') {
    return (
      <Badge tone="ok" icon={<CheckmarkCircleRegular aria-hidden />}>
        Working
      </Badge>
    )
  }
  return (
    <span className={styles.line}>
      <Badge tone="bad" icon={<WarningRegular aria-hidden />}>
        Owner disabled
      </Badge>
      {connection.since && (
        <span className={styles.quiet}>
          since <Time at={connection.since} />
        </span>
      )}
    </span>
  )
}
