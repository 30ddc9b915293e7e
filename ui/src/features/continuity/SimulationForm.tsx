import { Button, Field, Input, Select } from '@fluentui/react-components'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { EventKind, PrincipalView } from '@/api/types'
import { type SimulationSearch, urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { ChosenSubject } from './ChosenSubject'
import styles from './continuity.module.css'
import { type Chosen, SubjectChooser } from './SubjectChooser'
import { eventsOf, searchOf, subjectKey, subjectsOf } from './subjects'

type Props = { people: readonly PrincipalView[]; search: SimulationSearch }

/** To whom or what something happens, what and when, and in which environment one looks. */
export function SimulationForm({ people, search }: Props) {
  const navigate = useNavigate()
  const { environments } = useMe()
  const [subjects, setSubjects] = useState(() => subjectsOf(search))
  const [wanted, setWanted] = useState<EventKind>(search.event ?? 'disabled')
  const [on, setOn] = useState(search.on ?? '')
  const [where, setWhere] = useState(search.where ?? '')
  const events = eventsOf(subjects, people)
  // What was chosen before the subjects may not happen to them.
  const event = events.find(([kind]) => kind === wanted)?.[0] ?? 'deleted'
  const add = ({ subject, expires }: Chosen) => {
    setSubjects((before) =>
      before.some((one) => subjectKey(one) === subjectKey(subject)) ? before : [...before, subject],
    )
    if (expires === undefined) return
    setWanted('expired')
    setOn(expires)
  }
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    void navigate(
      urls.simulation({ ...searchOf(subjects), event, on: on || undefined, where: where || undefined }),
    )
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <SubjectChooser people={people} add={add} />
      <Field label="What happens">
        <Select value={event} onChange={(_, { value }) => setWanted(value as EventKind)}>
          {events.map(([kind, label]) => (
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
          {environments.map(({ name, displayName }) => (
            <option key={name} value={name}>
              {displayName}
            </option>
          ))}
        </Select>
      </Field>
      <Button type="submit" appearance="primary" disabledFocusable={subjects.length === 0}>
        Simulate
      </Button>
      {subjects.length > 0 && (
        <ul className={styles.chosen} aria-label="Chosen">
          {subjects.map((subject) => (
            <ChosenSubject
              key={subjectKey(subject)}
              subject={subject}
              people={people}
              remove={() => setSubjects((before) => before.filter((one) => one !== subject))}
            />
          ))}
        </ul>
      )}
    </form>
  )
}
