import { Button, Field, Input, Select } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { principalsQuery } from '@/api/principals'
import { type AuditSearch, urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import styles from './audit.module.css'

/** Whose doing, about what and of which days the entries are. */
export function AuditFilterForm({ search }: { search: AuditSearch }) {
  const navigate = useNavigate()
  const { environments } = useMe()
  const people = useQuery(principalsQuery()).data?.value ?? []
  const [chosen, setChosen] = useState(search)
  const set =
    (name: keyof AuditSearch) =>
    (_: unknown, { value }: { value: string }) =>
      setChosen((before) => ({ ...before, [name]: value || undefined }))
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    void navigate(urls.audit(chosen))
  }
  const actor = chosen.actor ?? ''
  const isListed = people.some(({ name }) => name === actor)
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="Who asked">
        <Select value={actor} onChange={set('actor')}>
          <option value="">Anybody</option>
          {actor && !isListed && <option value={actor}>{actor}</option>}
          {people
            .filter(({ kind }) => kind !== 'group')
            .map(({ id, name, displayName }) => (
              <option key={id} value={name}>{`${displayName} (${name})`}</option>
            ))}
        </Select>
      </Field>
      <Field label="About">
        <Input placeholder="Name or id" value={chosen.about ?? ''} onChange={set('about')} />
      </Field>
      <Field label="Action">
        <Input placeholder="flow or flow.share" value={chosen.action ?? ''} onChange={set('action')} />
      </Field>
      <Field label="Object">
        <Input placeholder="flow/…" value={chosen.object ?? ''} onChange={set('object')} />
      </Field>
      <Field label="Environment">
        <Select value={chosen.environment ?? ''} onChange={set('environment')}>
          <option value="">Everywhere</option>
          {environments.map(({ name, displayName }) => (
            <option key={name} value={name}>
              {displayName}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="From">
        <Input type="date" value={chosen.from ?? ''} onChange={set('from')} />
      </Field>
      <Field label="Until the end of">
        <Input type="date" value={chosen.to ?? ''} onChange={set('to')} />
      </Field>
      <Button type="submit" appearance="primary">
        Show
      </Button>
      {isFiltered && <Link {...urls.audit()}>Show all</Link>}
    </form>
  )
}
