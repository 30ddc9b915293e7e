import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import type { ConnectionView } from '@/api/types'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import styles from './connections.module.css'

/** What people read of a connection's health. */
export const HEALTH_LABELS: Record<ConnectionView['health'], string> = {
  ok: 'Working',
  neverTested: 'Never tested',
  expiring: 'Expires soon',
  expired: 'Expired',
  failing: 'Failing',
  ownerDisabled: 'Owner disabled',
  ownerExpired: 'Owner expired',
  ownerDeleted: 'Owner deleted',
}

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
        {HEALTH_LABELS[connection.health]}
      </Badge>
      {connection.since && (
        <span className={styles.quiet}>
          since <Time at={connection.since} />
        </span>
      )}
    </span>
  )
}
