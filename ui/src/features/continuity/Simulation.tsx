import { Button, Field, Input } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { handoverKeys, simulationQuery, updateHandover } from '@/api/handovers'
import type { Handover, HandoverFailure } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { ErrorNotice, Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { Loading } from '@/ui/PageState'
import { count } from '@/util/text'
import { urls } from '@/util/urls'
import styles from './handover.module.css'
import { asChoice } from './handoverChoice'

/** What would fail after the plan, without its leavers: to be mended, or answered for. */
export function Simulation({ plan }: { plan: Handover }) {
  const stuck = plan.rows.some(({ problem }) => problem)
  return (
    <Section title="Simulate">
      {stuck ? (
        <p className={styles.sentence}>It is simulated once every row can happen.</p>
      ) : (
        <Simulated plan={plan} />
      )}
    </Section>
  )
}

function Simulated({ plan }: { plan: Handover }) {
  const query = useQuery(simulationQuery(plan))
  const [asking, setAsking] = useState<HandoverFailure>()
  if (query.error) return <ErrorNotice error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <Loading what="what would fail" />
  const failures = query.data.value
  if (failures.length === 0) {
    return (
      <Notice tone="ok" title="Nothing would fail">
        <p>With the plan applied and its leavers gone, nothing fails that does not fail now.</p>
      </Notice>
    )
  }
  return (
    <>
      <p className={styles.sentence}>{count(failures.length, 'action')} would fail without the leavers:</p>
      <ul className={styles.found}>
        {failures.map((failure) => (
          <li key={failure.id}>
            <Link {...urls.flow(failure.environment, failure.flow)}>{failure.flowName}</Link>,{' '}
            {failure.action}: {failure.message}{' '}
            {failure.waived ? (
              <strong>May fail: {failure.waived}</strong>
            ) : (
              plan.mayWrite &&
              plan.status === 'draft' && (
                <Button size="small" onClick={() => setAsking(failure)}>
                  It may fail
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      {asking && <Waive plan={plan} failure={asking} close={() => setAsking(undefined)} />}
    </>
  )
}

type WaiveProps = { plan: Handover; failure: HandoverFailure; close: () => void }

function Waive({ plan, failure, close }: WaiveProps) {
  const queryClient = useQueryClient()
  const [reason, setReason] = useState('')
  const waiving = useMutation({
    mutationFn: () =>
      updateHandover(plan.id, {
        rules: plan.rules,
        choices: plan.rows.filter(({ chosen }) => chosen).map(asChoice),
        waivers: [...plan.waivers.filter((it) => it.failure !== failure.id), { failure: failure.id, reason }],
      }),
    onSuccess: (changed) => {
      queryClient.setQueryData([...handoverKeys.all, 'one', plan.id], changed)
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`${failure.action} of ${failure.flowName} may fail`}
      effects={<p>The plan can be approved although this fails without the leavers. You answer for it.</p>}
      confirm="It may fail"
      busy={waiving.isPending}
      error={waiving.error}
      reason={reason.trim() === '' ? 'Say why first.' : undefined}
      onConfirm={() => waiving.mutate()}
      onClose={close}
    >
      <Field label="Why" required>
        <Input value={reason} onChange={(_, data) => setReason(data.value)} />
      </Field>
    </ConfirmDialog>
  )
}
