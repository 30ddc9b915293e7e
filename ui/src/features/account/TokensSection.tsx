import { Button, Field, Input } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { createToken, myTokensQuery, revokeToken } from '@/api/account'
import { CopyButton } from '@/ui/CopyButton'
import { ErrorNotice, Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { TokenTable } from '@/ui/TokenTable'
import { scopesOf } from '@/util/scopes'
import styles from './account.module.css'

export function TokensSection() {
  const tokens = useQuery(myTokensQuery)
  const queryClient = useQueryClient()
  const revoking = useMutation({
    mutationFn: revokeToken,
    onSettled: () => queryClient.invalidateQueries(myTokensQuery),
  })
  return (
    <Section title="Tokens">
      <NewToken />
      <ErrorNotice error={revoking.error} />
      <QueryState query={tokens} what="your tokens">
        {({ value }) => (
          <TokenTable
            tokens={value}
            whose="you"
            empty="No program has a token of yours."
            revoke={(token) => revoking.mutate(token)}
          />
        )}
      </QueryState>
    </Section>
  )
}

function NewToken() {
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState('')
  const making = useMutation({
    mutationFn: createToken,
    onSuccess: () => {
      setName('')
      setScopes('')
    },
    onSettled: () => queryClient.invalidateQueries(myTokensQuery),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    making.mutate({ name, scopes: scopesOf(scopes) })
  }
  return (
    <>
      <form className={styles.row} onSubmit={submit}>
        <Field label="Name of a new token" required>
          <Input value={name} onChange={(_, data) => setName(data.value)} />
        </Field>
        <Field label="Scopes" hint="flows:read runs:run; none is everything that you may">
          <Input value={scopes} onChange={(_, data) => setScopes(data.value)} />
        </Field>
        <Button type="submit" disabledFocusable={making.isPending || !name.trim()}>
          Make
        </Button>
      </form>
      <ErrorNotice error={making.error} />
      {making.data && (
        <div className={styles.made}>
          <Notice tone="warn" title="The token is not shown again">
            <code className={styles.token}>{making.data.token}</code>
            <CopyButton text={making.data.token} label="Copy the token" />
          </Notice>
        </div>
      )}
    </>
  )
}
