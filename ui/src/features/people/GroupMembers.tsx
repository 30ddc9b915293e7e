import { Field, Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addMember, membersQuery, principalKeys, principalsQuery, removeMember } from '@/api/principals'
import type { PrincipalView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ErrorNotice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { principalCan } from '@/util/can'
import { KIND_LABELS } from '@/util/identity'
import { sentenceCase } from '@/util/text'
import { useMe } from '@/util/useEnvironment'
import { PrincipalOptions } from './PrincipalFields'
import styles from './people.module.css'

/** Who is in a group, and the way in and out. */
export function GroupMembers({ group }: { group: PrincipalView }) {
  const me = useMe()
  const query = useQuery(membersQuery(group.id))
  const queryClient = useQueryClient()
  const removing = useMutation({
    mutationFn: (member: string) => removeMember(group.id, member),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: principalKeys.all }),
  })
  return (
    <Section title="Members" flush>
      <QueryState query={query} what="the members">
        {({ value }) => (
          <>
            <MemberTable group={group} members={value} remove={(member) => removing.mutate(member)} />
            <ErrorNotice error={removing.error} />
            {principalCan.administer(me).reason === undefined && <AddMember group={group} members={value} />}
          </>
        )}
      </QueryState>
    </Section>
  )
}

type TableProps = {
  group: PrincipalView
  members: readonly PrincipalView[]
  remove: (member: string) => void
}

function MemberTable({ group, members, remove }: TableProps) {
  const me = useMe()
  if (members.length === 0) return <p className={styles.note}>Nobody is in this group.</p>
  return (
    <table className={styles.table} aria-label="Members">
      <thead>
        <tr>
          <th scope="col">Who</th>
          <th scope="col">Kind</th>
          <th scope="col">
            <span className="sr-only">Remove</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr key={member.id}>
            <td>
              <PrincipalChip principal={member} />
            </td>
            <td>{sentenceCase(KIND_LABELS[member.kind])}</td>
            <td className={styles.end}>
              <ActionButton
                size="small"
                can={principalCan.administer(me)}
                aria-label={`Remove ${member.displayName} from ${group.displayName}`}
                onClick={() => remove(member.id)}
              >
                Remove
              </ActionButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function AddMember({ group, members }: { group: PrincipalView; members: readonly PrincipalView[] }) {
  const principals = useQuery(principalsQuery())
  const queryClient = useQueryClient()
  const [member, setMember] = useState('')
  const adding = useMutation({
    mutationFn: () => addMember(group.id, member),
    onSuccess: async () => {
      setMember('')
      await queryClient.invalidateQueries({ queryKey: principalKeys.all })
    },
  })
  const inside = new Set([group.id, ...members.map(({ id }) => id)])
  const others = (principals.data?.value ?? []).filter(({ id, active }) => active && !inside.has(id))
  return (
    <div className={styles.add}>
      <Field label="Add to the group" hint="What is shared with the group reaches its members at once.">
        <Select value={member} onChange={(_, data) => setMember(data.value)}>
          <option value="">Nobody chosen</option>
          <PrincipalOptions principals={others} />
        </Select>
      </Field>
      <ActionButton
        can={{ reason: member === '' ? 'Choose somebody first.' : undefined }}
        busy={adding.isPending}
        onClick={() => adding.mutate()}
      >
        Add
      </ActionButton>
      <ErrorNotice error={adding.error} />
    </div>
  )
}
