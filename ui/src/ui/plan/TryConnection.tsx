import { Button } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { testConnection } from '@/api/connections'
import { asApiError } from '@/api/error'
import type { Bound } from '@/api/types'
import { ProbeOutcome } from '@/ui/ProbeOutcome'
import { Prose } from '@/ui/Prose'
import styles from './plan.module.css'

/** Tries a connection where it is chosen, and says how that went. */
export function TryConnection({ environment, bound }: { environment: string; bound: Bound }) {
  const testing = useMutation({ mutationFn: () => testConnection(environment, bound.id) })
  const probe = testing.data?.probe
  return (
    <>
      <Button
        size="small"
        disabledFocusable={testing.isPending}
        aria-label={`Test ${bound.displayName}`}
        onClick={() => testing.mutate()}
      >
        Test
      </Button>
      <span role="status" className={styles.line}>
        {probe && (
          <>
            <ProbeOutcome outcome={probe.outcome} />
            {probe.outcome !== 'accepted' && <Prose text={probe.message} />}
          </>
        )}
        {testing.error && <Prose text={asApiError(testing.error).message} />}
      </span>
    </>
  )
}
