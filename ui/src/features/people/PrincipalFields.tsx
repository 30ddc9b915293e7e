import { Button, Field, Input, Select } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { principalsQuery } from '@/api/principals'
import type { PrincipalKind, PrincipalView } from '@/api/types'
import styles from './people.module.css'
import type { PrincipalForm } from './principalForm'

type Props = {
  kind: PrincipalKind
  form: PrincipalForm
  /** Who is changed; a new one is asked for the name to sign in with, too. */
  changed?: PrincipalView
  onChange: (form: PrincipalForm) => void
}

/** The fields of a user, a group or a service account. */
export function PrincipalFields({ kind, form, changed, onChange }: Props) {
  const all = useQuery(principalsQuery()).data?.value ?? []
  const users = all.filter((one) => one.kind === 'user' && one.id !== changed?.id)
  const groups = all.filter((one) => one.kind === 'group')
  const text = (field: Exclude<keyof PrincipalForm, 'sponsors'>) => ({
    value: form[field],
    onChange: (_: unknown, data: { value: string }) => onChange({ ...form, [field]: data.value }),
  })
  return (
    <div className={styles.fields}>
      {!changed && (
        <Field
          label={kind === 'user' ? 'Sign-in name' : 'Short name'}
          required
          hint="Unique, and never changed: letters, digits and ._-@+"
        >
          <Input autoComplete="off" {...text('name')} />
        </Field>
      )}
      <Field label="Name" hint="What people read.">
        <Input autoComplete="off" {...text('displayName')} />
      </Field>
      {(kind === 'user' || changed) && (
        <Field label="Mail address">
          <Input type="email" autoComplete="off" {...text('email')} />
        </Field>
      )}
      {kind === 'user' && !changed && (
        <Field label="Password" hint="Without one, the user can sign in only at a provider.">
          <Input type="password" autoComplete="new-password" {...text('password')} />
        </Field>
      )}
      {kind === 'user' && changed && (
        <Field label="Manager">
          <Select {...text('manager')}>
            <option value="">Nobody</option>
            <PrincipalOptions principals={users} />
          </Select>
        </Field>
      )}
      {kind === 'serviceAccount' && (
        <>
          <Field label="Team" hint="The group that owns it, so that it outlives everybody in the group.">
            <Select {...text('team')}>
              <option value="">No team</option>
              <PrincipalOptions principals={groups} />
            </Select>
          </Field>
          <Sponsors
            users={users}
            sponsors={form.sponsors}
            onChange={(sponsors) => onChange({ ...form, sponsors })}
          />
        </>
      )}
      {kind === 'user' && changed && (
        <Field label="Leaves on" hint="Shown wherever the user is mentioned. It ends nothing by itself.">
          <Input type="date" {...text('leavesAt')} />
        </Field>
      )}
      {kind !== 'group' && (
        <Field label="Ends on" hint="From this day on, in UTC, nothing may be done any more.">
          <Input type="date" {...text('expiresAt')} />
        </Field>
      )}
    </div>
  )
}

export function PrincipalOptions({ principals }: { principals: readonly PrincipalView[] }) {
  return principals.map(({ id, displayName, active }) => (
    <option key={id} value={id}>
      {displayName}
      {active ? '' : ' (disabled)'}
    </option>
  ))
}

type SponsorsProps = {
  users: readonly PrincipalView[]
  sponsors: readonly string[]
  onChange: (sponsors: readonly string[]) => void
}

function Sponsors({ users, sponsors, onChange }: SponsorsProps) {
  const chosen = sponsors.map((id) => users.find((user) => user.id === id) ?? { id, displayName: id })
  return (
    <div>
      <Field label="Add a sponsor" hint="Sponsors are the users who answer for it.">
        <Select value="" onChange={(_, data) => data.value && onChange([...sponsors, data.value])}>
          <option value="">Choose somebody</option>
          <PrincipalOptions principals={users.filter(({ id, active }) => active && !sponsors.includes(id))} />
        </Select>
      </Field>
      {chosen.length > 0 && (
        <ul className={styles.chosen} aria-label="Sponsors">
          {chosen.map(({ id, displayName }) => (
            <li key={id} className={styles.line}>
              {displayName}
              <Button
                size="small"
                appearance="subtle"
                aria-label={`Remove ${displayName} from the sponsors`}
                onClick={() => onChange(sponsors.filter((one) => one !== id))}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
