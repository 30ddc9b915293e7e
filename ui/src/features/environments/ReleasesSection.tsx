import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { releasesQuery } from '@/api/releases'
import type { EnvironmentView, ReleaseView } from '@/api/types'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { urls } from '@/util/urls'
import styles from './environments.module.css'

const columns = (environment: string): Column<ReleaseView>[] => [
  { id: 'at', header: 'When', fixed: true, value: ({ at }) => at, cell: ({ at }) => <Time at={at} /> },
  {
    id: 'solution',
    header: 'Solution',
    fixed: true,
    value: ({ displayName }) => displayName,
    cell: ({ solution, displayName }) => (
      <Link {...urls.solution(environment, solution, 'releases')} data-row-link>
        {displayName || solution}
      </Link>
    ),
  },
  {
    id: 'version',
    header: 'Version',
    value: ({ version }) => version,
    cell: ({ version, from, rollback, current }) => (
      <span className={styles.line}>
        {from && from !== version ? `${from} → ${version}` : version}
        {rollback && <Badge tone="warn">Rolled back</Badge>}
        {current && <Badge tone="ok">Here now</Badge>}
      </span>
    ),
  },
  {
    id: 'by',
    header: 'By',
    value: ({ by }) => by.displayName,
    cell: ({ by }) => <PrincipalChip principal={by} />,
  },
  {
    id: 'promotion',
    header: 'How',
    value: ({ promotion }) => promotion,
    cell: ({ promotion, mode }) =>
      promotion ? <Link {...urls.promotion(promotion)}>A promotion</Link> : `Imported, ${mode}`,
  },
  { id: 'note', header: 'Note', value: ({ note }) => note, cell: ({ note }) => note },
  {
    id: 'package',
    header: 'Package',
    hidden: true,
    value: (release) => release.package.digest,
    cell: (release) => <code>{release.package.digest.slice(0, 16)}…</code>,
  },
]

/** What was released to an environment, the newest first. */
export function ReleasesSection({ environment }: { environment: EnvironmentView }) {
  const query = useQuery(releasesQuery(environment.name))
  return (
    <QueryState query={query} what="the releases">
      {({ value, next }) => (
        <DataTable
          label="Releases"
          title="Releases"
          columns={columns(environment.name)}
          rows={value}
          rowKey={({ id }) => id}
          paged={{ more: next !== undefined }}
          empty={`Nothing was released to ${environment.displayName} yet.`}
        />
      )}
    </QueryState>
  )
}
