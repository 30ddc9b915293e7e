import { Button, Field, Input } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { createToken, myTokensQuery, revokeToken } from '@/api/account'
import type { TokenView } from '@/api/types'
import { CopyButton } from '@/ui/CopyButton'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { ErrorNotice, Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { Time } from '@/ui/Time'
import styles from './account.module.css'
import { purpose, scopesOf } from './scopes'

export function TokensSection() {
  const tokens = useQuery(myTokensQuery)
  const queryClient = useQueryClient()
  const revoking = useMutation({
    mutationFn: revokeToken,
    onSettled: () => queryClient.invalidateQueries(myTokensQuery),
  })
  const columns: Column<TokenView>[] = [
    { id: 'name', header: 'Name', fixed: true, value: ({ name }) => name, cell: ({ name }) => name },
    { id: 'for', header: 'For', value: purpose, cell: purpose },
    {
      id: 'used',
      header: 'Used',
      value: ({ usedAt }) => usedAt,
      cell: ({ usedAt }) => (usedAt ? <Time at={usedAt} /> : 'never'),
    },
    {
      id: 'until',
      header: 'Good until',
      value: ({ expiresAt }) => expiresAt,
      cell: ({ expiresAt }) => (expiresAt ? <Time at={expiresAt} /> : 'revoked'),
    },
    {
      id: 'revoke',
      header: 'Revoke it',
      tight: true,
      fixed: true,
      value: () => undefined,
      cell: ({ id, name }) => (
        <Button size="small" onClick={() => revoking.mutate(id)} aria-label={`Revoke ${name}`}>
          Revoke
        </Button>
      ),
    },
  ]
  return (
    <Section title="Tokens">
      <NewToken />
      <ErrorNotice error={revoking.error} />
      <QueryState query={tokens} what="your tokens">
        {({ value }) => (
          <DataTable
            label="Tokens"
            columns={columns}
            rows={value}
            rowKey={({ id }) => id}
            empty="No program has a token of yours."
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
        <Notice tone="warn" title="The token is not shown again">
          <code className={styles.token}>{making.data.token}</code>
          <CopyButton text={making.data.token} label="Copy the token" />
        </Notice>
      )}
    </>
  )
}
