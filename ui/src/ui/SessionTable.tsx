import { Button } from '@fluentui/react-components'
import type { SessionView } from '@/api/types'
import { browserName } from '@/util/browserName'
import type { Column } from './columns'
import { DataTable } from './DataTable'
import { Time } from './Time'

const COLUMNS: Column<SessionView>[] = [
  {
    id: 'browser',
    header: 'Browser',
    fixed: true,
    value: ({ browser }) => browserName(browser),
    cell: ({ browser, current }) => (
      <span title={browser}>
        {browserName(browser)}
        {current && ' (this one)'}
      </span>
    ),
  },
  { id: 'how', header: 'Signed in with', value: ({ how }) => how, cell: ({ how }) => how },
  {
    id: 'created',
    header: 'Signed in',
    value: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
  { id: 'used', header: 'Used', value: ({ usedAt }) => usedAt, cell: ({ usedAt }) => <Time at={usedAt} /> },
]

type Props = {
  sessions: readonly SessionView[]
  empty: string
  /** Ends one; without it they are only listed. */
  end?: (session: string) => void
}

/** Browsers in which somebody is signed in. */
export function SessionTable({ sessions, empty, end }: Props) {
  const ending: Column<SessionView>[] = end
    ? [
        {
          id: 'end',
          header: 'End it',
          tight: true,
          fixed: true,
          value: () => undefined,
          cell: ({ id, browser, current }) =>
            current ? null : (
              <Button size="small" onClick={() => end(id)} aria-label={`End ${browserName(browser)}`}>
                End
              </Button>
            ),
        },
      ]
    : []
  return (
    <DataTable
      label="Sessions"
      columns={[...COLUMNS, ...ending]}
      rows={sessions}
      rowKey={({ id }) => id}
      empty={empty}
    />
  )
}
