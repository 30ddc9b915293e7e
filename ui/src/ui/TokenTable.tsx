import { Button } from '@fluentui/react-components'
import type { TokenView } from '@/api/types'
import { purpose } from '@/util/scopes'
import type { Column } from './columns'
import { DataTable } from './DataTable'
import { Time } from './Time'

type Props = {
  tokens: readonly TokenView[]
  /** Who may what a token without scopes may. */
  whose: string
  empty: string
  revoke: (token: string) => void
}

/** Tokens that are not revoked. The tokens themselves are not kept. */
export function TokenTable({ tokens, whose, empty, revoke }: Props) {
  const columns: Column<TokenView>[] = [
    { id: 'name', header: 'Name', fixed: true, value: ({ name }) => name, cell: ({ name }) => name },
    {
      id: 'for',
      header: 'For',
      value: (token) => purpose(token, whose),
      cell: (token) => purpose(token, whose),
    },
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
        <Button size="small" onClick={() => revoke(id)} aria-label={`Revoke ${name}`}>
          Revoke
        </Button>
      ),
    },
  ]
  return <DataTable label="Tokens" columns={columns} rows={tokens} rowKey={({ id }) => id} empty={empty} />
}
