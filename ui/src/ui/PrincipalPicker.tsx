import { Combobox, Field, Option } from '@fluentui/react-components'
import { BotRegular } from '@fluentui/react-icons/svg/bot'
import { PeopleRegular } from '@fluentui/react-icons/svg/people'
import { PersonRegular } from '@fluentui/react-icons/svg/person'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { principalsQuery } from '@/api/principals'
import type { PrincipalKind, PrincipalView } from '@/api/types'
import { KIND_LABELS } from '@/util/identity'
import { matches } from './Filters'
import styles from './Principal.module.css'

const ICONS = { user: PersonRegular, serviceAccount: BotRegular, group: PeopleRegular } as const
const EVERY: readonly PrincipalKind[] = ['user', 'group', 'serviceAccount']
/** How many are offered at once; more letters find the others. */
const MOST = 50

type Props = {
  label: string
  hint?: string
  kinds?: readonly PrincipalKind[]
  /** The ids of those who are chosen already. */
  without?: readonly string[]
  onChoose: (principal: PrincipalView) => void
}

/** Finds somebody by typing. Whoever may not act is shown, and cannot be chosen. */
export function PrincipalPicker({ label, hint, kinds = EVERY, without = [], onChoose }: Props) {
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState(false)
  const query = useQuery({
    ...principalsQuery(useDeferredValue(search.trim())),
    placeholderData: keepPreviousData,
  })
  const found = (query.data?.value ?? []).filter(
    ({ id, kind, displayName, name, email }) =>
      kinds.includes(kind) && !without.includes(id) && matches(search.trim(), displayName, name, email),
  )
  const choose = (chosen: PrincipalView | undefined) => {
    if (!chosen) return
    setSearch('')
    setOpen(false)
    onChoose(chosen)
  }
  return (
    <Field label={label} hint={hint}>
      <Combobox
        freeform
        // Typing opens the list, so that a button for it would only be one more stop.
        expandIcon={null}
        autoComplete="off"
        placeholder="Type a name"
        value={search}
        selectedOptions={[]}
        open={open}
        onOpenChange={(_, data) => setOpen(data.open)}
        onChange={({ target }) => {
          setSearch(target.value)
          // Text may come without a key: pasted, or spoken.
          setOpen(true)
        }}
        onOptionSelect={(_, { optionValue }) => choose(found.find(({ id }) => id === optionValue))}
        onKeyDown={({ key, currentTarget }) => {
          // Whoever types a name and Enter means the first who is found, also where no option begins with what was typed.
          if (key === 'Enter' && search.trim() && !currentTarget.hasAttribute('aria-activedescendant'))
            choose(found.find(({ active }) => active))
        }}
      >
        {found.slice(0, MOST).map((principal) => (
          <PrincipalOption key={principal.id} principal={principal} />
        ))}
        {found.length === 0 && (
          <Option disabled text="">
            {query.isPending ? 'Loading…' : 'Nobody is found by this.'}
          </Option>
        )}
        {found.length > MOST && (
          <Option disabled text="">{`${found.length - MOST} more. Type more letters.`}</Option>
        )}
      </Combobox>
    </Field>
  )
}

function PrincipalOption({ principal }: { principal: PrincipalView }) {
  const { id, kind, displayName, name, active, state } = principal
  const Icon = ICONS[kind]
  return (
    <Option value={id} text={displayName} disabled={!active} checkIcon={null}>
      <Icon aria-hidden className={styles.optionIcon} />
      <span className={styles.option}>
        <span>{displayName}</span>
        <span className={styles.optionNote}>
          {name}, {KIND_LABELS[kind]}, {state}
          {!active && ': cannot be chosen'}
        </span>
      </span>
    </Option>
  )
}
