import { Checkbox, Field, Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  connectionGrantsQuery,
  connectionKeys,
  removeConnectionGrant,
  setConnectionGrant,
} from '@/api/connections'
import { principalsQuery } from '@/api/principals'
import type { ConnectionAction, ConnectionGrant, ConnectionView, EnvironmentView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ErrorNotice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { Day } from '@/ui/Time'
import { connectionCan } from '@/util/can'
import styles from './connections.module.css'

const RIGHTS: readonly (readonly [ConnectionAction, string])[] = [
  ['see', 'See it'],
  ['use', 'Let flows use it'],
  ['rebind', 'Sign in anew for it'],
  ['manage', 'Manage it'],
]

type Props = { environment: EnvironmentView; connection: ConnectionView }

/** Who may do what with a connection, and the way to give and take rights. */
export function Authority({ environment, connection }: Props) {
  const query = useQuery(connectionGrantsQuery(environment.name, connection.id))
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: connectionKeys.all(environment.name) })
  const removing = useMutation({
    mutationFn: (principal: string) => removeConnectionGrant(environment.name, connection.id, principal),
    onSuccess: refresh,
  })
  return (
    <Section title="Authority">
      <p className={styles.quiet}>
        Its owner and admins of the environment have every right. Owners of flows that use it see it.
      </p>
      <QueryState query={query} what="the rights">
        {({ value }) => (
          <GrantTable grants={value} connection={connection} remove={(id) => removing.mutate(id)} />
        )}
      </QueryState>
      <ErrorNotice error={removing.error} />
      {connection.may.includes('manage') && !connection.private && (
        <GiveRights environment={environment} connection={connection} given={refresh} />
      )}
    </Section>
  )
}

type TableProps = {
  grants: readonly ConnectionGrant[]
  connection: ConnectionView
  remove: (principal: string) => void
}

function GrantTable({ grants, connection, remove }: TableProps) {
  if (grants.length === 0) return <p>Nobody else has rights on it.</p>
  return (
    <table className={styles.table} aria-label="Rights">
      <thead>
        <tr>
          <th scope="col">Who</th>
          <th scope="col">May</th>
          <th scope="col">Given by</th>
          <th scope="col">Since</th>
          <th scope="col">
            <span className="sr-only">Remove</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {grants.map(({ principal, actions, grantedBy, since }) => (
          <tr key={principal.id}>
            <td>
              <PrincipalChip principal={principal} />
            </td>
            <td>{actions.join(', ')}</td>
            <td>
              <PrincipalChip principal={grantedBy} />
            </td>
            <td>
              <Day at={since} />
            </td>
            <td>
              <ActionButton
                size="small"
                can={connectionCan.manage(connection)}
                aria-label={`Take the rights of ${principal.displayName} back`}
                onClick={() => remove(principal.id)}
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

function GiveRights({ environment, connection, given }: Props & { given: () => Promise<void> }) {
  const principals = useQuery(principalsQuery())
  const [principal, setPrincipal] = useState('')
  const [actions, setActions] = useState<readonly ConnectionAction[]>(['use'])
  const giving = useMutation({
    mutationFn: () => setConnectionGrant(environment.name, connection.id, principal, actions),
    onSuccess: async () => {
      setPrincipal('')
      await given()
    },
  })
  const toggle = (action: ConnectionAction, on: boolean) =>
    setActions(on ? [...actions, action] : actions.filter((one) => one !== action))
  const others = (principals.data?.value ?? []).filter(
    ({ id, active }) => active && id !== connection.owner.id,
  )
  const reason =
    principal === ''
      ? 'Choose who gets the rights first.'
      : actions.length === 0
        ? 'Choose a right first.'
        : undefined
  return (
    <div className={styles.give}>
      <Field label="Give rights to">
        <Select value={principal} onChange={(_, data) => setPrincipal(data.value)}>
          <option value="">Nobody chosen</option>
          {others.map(({ id, displayName }) => (
            <option key={id} value={id}>
              {displayName}
            </option>
          ))}
        </Select>
      </Field>
      <fieldset className={styles.rights} aria-label="Rights to give">
        {RIGHTS.filter(([action]) => connection.may.includes(action)).map(([action, label]) => (
          <Checkbox
            key={action}
            label={label}
            checked={actions.includes(action)}
            onChange={(_, data) => toggle(action, data.checked === true)}
          />
        ))}
      </fieldset>
      <ActionButton can={{ reason }} busy={giving.isPending} onClick={() => giving.mutate()}>
        Give rights
      </ActionButton>
      <ErrorNotice error={giving.error} />
    </div>
  )
}
