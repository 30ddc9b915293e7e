import { useQuery } from '@tanstack/react-query'
import { membersOfQuery } from '@/api/environments'
import type { EnvironmentView, Member } from '@/api/types'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { sentenceCase } from '@/util/text'

const COLUMNS: Column<Member>[] = [
  {
    id: 'who',
    header: 'Who',
    fixed: true,
    value: ({ principal }) => principal.displayName,
    cell: ({ principal }) => <PrincipalChip principal={principal} />,
  },
  { id: 'role', header: 'Role', value: ({ role }) => role, cell: ({ role }) => sentenceCase(role) },
]

/** Who is in an environment, and as what. */
export function MembersSection({ environment }: { environment: EnvironmentView }) {
  const query = useQuery(membersOfQuery(environment.name))
  return (
    <QueryState query={query} what="the members">
      {({ value }) => (
        <DataTable
          label="Members"
          title="Members"
          columns={COLUMNS}
          rows={value}
          rowKey={({ principal }) => principal.id}
          empty={`Nobody has a role in ${environment.displayName}.`}
        />
      )}
    </QueryState>
  )
}
