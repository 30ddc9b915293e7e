import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { membersOfQuery } from '@/api/environments'
import type { EnvironmentView, Member } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { protectionCan } from '@/util/can'
import { sentenceCase } from '@/util/text'
import { useMe } from '@/util/useEnvironment'
import { MemberDialog } from './MemberDialog'

/** Who is in an environment, and as what. */
export function MembersSection({ environment }: { environment: EnvironmentView }) {
  const can = protectionCan.change(useMe(), environment)
  const query = useQuery(membersOfQuery(environment.name))
  const [asking, setAsking] = useState<{ member?: Member }>()
  const columns: Column<Member>[] = [
    {
      id: 'who',
      header: 'Who',
      fixed: true,
      value: ({ principal }) => principal.displayName,
      cell: ({ principal }) => <PrincipalChip principal={principal} />,
    },
    { id: 'role', header: 'Role', value: ({ role }) => role, cell: ({ role }) => sentenceCase(role) },
    {
      id: 'change',
      header: 'Change',
      tight: true,
      value: () => undefined,
      cell: (member) => (
        <ActionButton
          size="small"
          can={can}
          aria-label={`Change the role of ${member.principal.displayName}`}
          onClick={() => setAsking({ member })}
        >
          Change
        </ActionButton>
      ),
    },
  ]
  return (
    <>
      <QueryState query={query} what="the members">
        {({ value }) => (
          <DataTable
            label="Members"
            title="Members"
            columns={columns}
            rows={value}
            rowKey={({ principal }) => principal.id}
            filters={
              <ActionButton size="small" can={can} onClick={() => setAsking({})}>
                Add a member
              </ActionButton>
            }
            empty={`Nobody has a role in ${environment.displayName}.`}
          />
        )}
      </QueryState>
      {asking && (
        <MemberDialog environment={environment} member={asking.member} close={() => setAsking(undefined)} />
      )}
    </>
  )
}
