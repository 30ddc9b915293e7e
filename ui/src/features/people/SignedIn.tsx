import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { endSessions, revokeTokenOf, sessionsQuery, tokensQuery } from '@/api/principals'
import type { PrincipalView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { ErrorNotice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { SessionTable } from '@/ui/SessionTable'
import { TokenTable } from '@/ui/TokenTable'
import { count } from '@/util/text'

/** In which browsers somebody is signed in, for administrators. */
export function SessionsOf({ principal }: { principal: PrincipalView }) {
  const sessions = useQuery(sessionsQuery(principal.id))
  const [asking, setAsking] = useState(false)
  const number = sessions.data?.value.length ?? 0
  return (
    <Section
      title="Sessions"
      actions={
        <ActionButton
          size="small"
          can={{ reason: number === 0 ? `${principal.displayName} is signed in nowhere.` : undefined }}
          onClick={() => setAsking(true)}
        >
          End all sessions
        </ActionButton>
      }
    >
      <QueryState query={sessions} what="the sessions">
        {({ value }) => (
          <SessionTable sessions={value} empty={`${principal.displayName} is signed in nowhere.`} />
        )}
      </QueryState>
      {asking && <EndDialog principal={principal} number={number} close={() => setAsking(false)} />}
    </Section>
  )
}

type EndProps = { principal: PrincipalView; number: number; close: () => void }

function EndDialog({ principal, number, close }: EndProps) {
  const queryClient = useQueryClient()
  const ending = useMutation({
    mutationFn: () => endSessions(principal.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries(sessionsQuery(principal.id))
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`End the sessions of ${principal.displayName}?`}
      effects={
        <p>
          Affects {count(number, 'session')}. {principal.displayName} is signed out of every browser at once,
          and can sign in again. Tokens stay.
        </p>
      }
      confirm="End them"
      busy={ending.isPending}
      error={ending.error}
      onConfirm={() => ending.mutate()}
      onClose={close}
    />
  )
}

/** Which programs act as somebody, for administrators. */
export function TokensOf({ principal }: { principal: PrincipalView }) {
  const tokens = useQuery(tokensQuery(principal.id))
  const queryClient = useQueryClient()
  const revoking = useMutation({
    mutationFn: (token: string) => revokeTokenOf(principal.id, token),
    onSettled: () => queryClient.invalidateQueries(tokensQuery(principal.id)),
  })
  return (
    <Section title="Tokens">
      <ErrorNotice error={revoking.error} />
      <QueryState query={tokens} what="the tokens">
        {({ value }) => (
          <TokenTable
            tokens={value}
            whose={principal.displayName}
            empty={`No program has a token of ${principal.displayName}.`}
            revoke={(token) => revoking.mutate(token)}
          />
        )}
      </QueryState>
    </Section>
  )
}
