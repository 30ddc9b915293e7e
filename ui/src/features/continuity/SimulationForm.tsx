import { Button, Field, Input, Select } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { meQuery } from '@/api/session'
import type { EventKind, PrincipalView } from '@/api/types'
import { PrincipalChip } from '@/ui/Principal'
import { KIND_LABELS } from '@/util/identity'
import { type SimulationSearch, urls } from '@/util/urls'
import styles from './continuity.module.css'
import { EVENTS } from './simulation'

type Props = { people: readonly PrincipalView[]; search: SimulationSearch }

/** To whom what happens, when, and in which environment one looks. */
export function SimulationForm({ people, search }: Props) {
  const navigate = useNavigate()
  const me = useQuery(meQuery)
  const [who, setWho] = useState((search.who ?? '').split(',').filter(Boolean))
  const [event, setEvent] = useState<EventKind>(search.event ?? 'disabled')
  const [on, setOn] = useState(search.on ?? '')
  const [where, setWhere] = useState(search.where ?? '')
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    void navigate(
      urls.continuity({ who: who.join(','), event, on: on || undefined, where: where || undefined }),
    )
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="Who">
        <Select
          value=""
          onChange={(_, { value }) =>
            setWho((before) => (before.includes(value) ? before : [...before, value]))
          }
        >
          <option value="">Add somebody…</option>
          {people.map(({ id, displayName, name, kind }) => (
            <option key={id} value={id}>{`${displayName} (${name}, ${KIND_LABELS[kind]})`}</option>
          ))}
        </Select>
      </Field>
      <Field label="What happens">
        <Select value={event} onChange={(_, { value }) => setEvent(value as EventKind)}>
          {EVENTS.map(([kind, label]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="On (now, if empty)">
        <Input type="date" value={on} onChange={(_, { value }) => setOn(value)} />
      </Field>
      <Field label="Where">
        <Select value={where} onChange={(_, { value }) => setWhere(value)}>
          <option value="">Every environment</option>
          {me.data?.environments.map(({ name, displayName }) => (
            <option key={name} value={name}>
              {displayName}
            </option>
          ))}
        </Select>
      </Field>
      <Button type="submit" appearance="primary" disabledFocusable={who.length === 0}>
        Simulate
      </Button>
      {who.length > 0 && (
        <ul className={styles.chosen} aria-label="Chosen">
          {who.map((id) => (
            <Chosen
              key={id}
              principal={people.find((one) => one.id === id)}
              remove={() => setWho((before) => before.filter((one) => one !== id))}
            />
          ))}
        </ul>
      )}
    </form>
  )
}

function Chosen({ principal, remove }: { principal: PrincipalView | undefined; remove: () => void }) {
  const name = principal?.displayName ?? 'somebody unknown'
  return (
    <li>
      {principal ? <PrincipalChip principal={principal} /> : name}
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
