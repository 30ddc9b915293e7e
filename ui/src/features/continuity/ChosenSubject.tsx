import { Button } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { connectionQuery } from '@/api/connections'
import { rolesQuery } from '@/api/roles'
import type { PrincipalView, Subject } from '@/api/types'
import { PrincipalChip } from '@/ui/Principal'
import { urls } from '@/util/urls'
import styles from './continuity.module.css'

type Props = { subject: Subject; people: readonly PrincipalView[]; remove: () => void }

/** A subject that was chosen, by its name, and the way to leave it out again. */
export function ChosenSubject({ subject, people, remove }: Props) {
  if (subject.kind === 'connection') return <ChosenConnection subject={subject} remove={remove} />
  if (subject.kind === 'role') return <ChosenRole subject={subject} remove={remove} />
  const principal = people.find(({ id }) => id === subject.id)
  const name = principal?.displayName ?? 'somebody unknown'
  return (
    <Item name={name} remove={remove}>
      {principal ? <PrincipalChip principal={principal} /> : name}
    </Item>
  )
}

type WithinProps = Omit<Props, 'people'>

function ChosenConnection({ subject: { environment = '', id }, remove }: WithinProps) {
  const name = useQuery(connectionQuery(environment, id)).data?.displayName ?? 'a connection'
  return (
    <Item name={name} remove={remove}>
      <Link {...urls.connection(environment, id)}>{name}</Link>
      <span className={styles.beside}>connection in {environment}</span>
    </Item>
  )
}

function ChosenRole({ subject: { environment = '', id }, remove }: WithinProps) {
  const roles = useQuery(rolesQuery(environment)).data?.value ?? []
  const name = roles.find((role) => role.id === id)?.name ?? id
  return (
    <Item name={name} remove={remove}>
      {name}
      <span className={styles.beside}>security role in {environment}</span>
    </Item>
  )
}

function Item({ name, remove, children }: { name: string; remove: () => void; children: ReactNode }) {
  return (
    <li>
      {children}
      <Button
        size="small"
        appearance="subtle"
        icon={<DismissRegular />}
        aria-label={`Remove ${name}`}
        onClick={remove}
      />
    </li>
  )
}
