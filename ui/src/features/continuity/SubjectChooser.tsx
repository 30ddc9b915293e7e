import { Field, Select } from '@fluentui/react-components'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionsQuery } from '@/api/connections'
import { rolesQuery } from '@/api/roles'
import type { PrincipalView, Subject } from '@/api/types'
import { connectorLabel } from '@/util/text'
import { utcDay } from '@/util/time'
import { useMe } from '@/util/useEnvironment'
import { CHOICES, type Choice, subjectKey } from './subjects'

/** A subject that was chosen; with the day on which its secret expires, where it was chosen for that. */
export type Chosen = { subject: Subject; expires?: string }

type Option = Chosen & { label: string }
type Props = { people: readonly PrincipalView[]; add: (chosen: Chosen) => void }

/** Chooses to whom or what something happens, one after another. */
export function SubjectChooser({ people, add }: Props) {
  const [choice, setChoice] = useState<Choice>('user')
  return (
    <>
      <Field label="To what">
        <Select value={choice} onChange={(_, { value }) => setChoice(value as Choice)}>
          {CHOICES.map(([kind, label]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      {choice === 'connection' || choice === 'secret' ? (
        <ConnectionOptions onlyExpiring={choice === 'secret'} add={add} />
      ) : choice === 'role' ? (
        <RoleOptions add={add} />
      ) : (
        <Options
          label="Who"
          options={people
            .filter(({ kind }) => kind === choice)
            .map(({ id, displayName, name }) => ({
              subject: { kind: 'principal', id },
              label: `${displayName} (${name})`,
            }))}
          add={add}
        />
      )}
    </>
  )
}

function ConnectionOptions({ onlyExpiring, add }: { onlyExpiring: boolean; add: Props['add'] }) {
  const { environments } = useMe()
  const results = useQueries({ queries: environments.map(({ name }) => connectionsQuery(name)) })
  const options = environments.flatMap(({ name, displayName: place }, index) =>
    (results[index]?.data?.value ?? [])
      .filter(({ expiresAt }) => !onlyExpiring || expiresAt)
      .map(({ id, displayName, connector, expiresAt }): Option => {
        const expires = onlyExpiring && expiresAt ? utcDay(expiresAt) : undefined
        const until = expires ? `, expires ${expires}` : ''
        return {
          subject: { kind: 'connection', environment: name, id },
          expires,
          label: `${displayName} (${connectorLabel(connector)}, ${place}${until})`,
        }
      }),
  )
  const isPending = results.some((result) => result.isPending)
  return <Options label="Which" options={options} isPending={isPending} add={add} />
}

function RoleOptions({ add }: { add: Props['add'] }) {
  const { environments } = useMe()
  const results = useQueries({ queries: environments.map(({ name }) => rolesQuery(name)) })
  const options = environments.flatMap(({ name: environment, displayName }, index) =>
    (results[index]?.data?.value ?? []).map(
      ({ id, name }): Option => ({
        subject: { kind: 'role', environment, id },
        label: `${name} (${displayName})`,
      }),
    ),
  )
  const isPending = results.some((result) => result.isPending)
  return <Options label="Which" options={options} isPending={isPending} add={add} />
}

type OptionsProps = {
  label: string
  options: readonly Option[]
  isPending?: boolean
  add: Props['add']
}

function Options({ label, options, isPending = false, add }: OptionsProps) {
  const first = isPending ? 'Loading…' : options.length === 0 ? 'There is none' : 'Add one…'
  return (
    <Field label={label}>
      <Select
        value=""
        onChange={(_, { value }) => {
          const found = options.find(({ subject }) => subjectKey(subject) === value)
          if (found) add({ subject: found.subject, expires: found.expires })
        }}
      >
        <option value="">{first}</option>
        {options.map(({ subject, label: text }) => (
          <option key={subjectKey(subject)} value={subjectKey(subject)}>
            {text}
          </option>
        ))}
      </Select>
    </Field>
  )
}
