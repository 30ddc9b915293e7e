import { Button } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { confirmSecondFactor, offerSecondFactor, removeSecondFactor, secondFactorQuery } from '@/api/account'
import type { SecondFactor } from '@/api/types'
import { ErrorNotice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { CodeForm, Offer, RecoveryCodes } from '@/ui/SecondFactor'
import { Time } from '@/ui/Time'
import styles from './account.module.css'

export function SecondFactorSection() {
  const factor = useQuery(secondFactorQuery)
  return (
    <Section title="Second factor">
      <QueryState query={factor} what="your second factor">
        {(factor) => (factor.since ? <Present factor={factor} since={factor.since} /> : <Absent />)}
      </QueryState>
    </Section>
  )
}

function Absent() {
  const queryClient = useQueryClient()
  const offering = useMutation({ mutationFn: offerSecondFactor })
  const confirming = useMutation({
    mutationFn: confirmSecondFactor,
    onSuccess: ({ recoveryCodes }) => queryClient.setQueryData(shownKey, recoveryCodes),
    onSettled: () => queryClient.invalidateQueries(secondFactorQuery),
  })
  return (
    <>
      <p className={styles.text}>
        Your password alone signs you in. With a second factor it takes a code of your phone, too.
      </p>
      {offering.data ? (
        <>
          <Offer offer={offering.data} />
          <CodeForm
            action="Confirm"
            label="First code"
            pending={confirming.isPending}
            error={confirming.error}
            send={(code) => confirming.mutate(code)}
          />
        </>
      ) : (
        <>
          <ErrorNotice error={offering.error} />
          <Button disabledFocusable={offering.isPending} onClick={() => offering.mutate()}>
            Set up
          </Button>
        </>
      )}
    </>
  )
}

/** Recovery codes that were just made; they are gone when the page is left. */
const shownKey = ['recovery-codes']

function Present({ factor, since }: { factor: SecondFactor; since: string }) {
  const queryClient = useQueryClient()
  const [isLeaving, setLeaving] = useState(false)
  const codes = useQuery<readonly string[] | null>({
    queryKey: shownKey,
    queryFn: () => null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const removing = useMutation({
    mutationFn: removeSecondFactor,
    onSuccess: () => queryClient.removeQueries({ queryKey: shownKey }),
    onSettled: () => queryClient.invalidateQueries(secondFactorQuery),
  })
  return (
    <>
      {codes.data && <RecoveryCodes codes={codes.data} />}
      <p className={styles.text}>
        Signing in with your password takes a code since <Time at={since} />. You have {factor.recoveryCodes}{' '}
        recovery codes left.
      </p>
      {factor.required ? (
        <p className={styles.text}>This installation requires it.</p>
      ) : isLeaving ? (
        <CodeForm
          action="Remove"
          pending={removing.isPending}
          error={removing.error}
          send={(code) => removing.mutate(code)}
        />
      ) : (
        <Button onClick={() => setLeaving(true)}>Remove…</Button>
      )}
    </>
  )
}
