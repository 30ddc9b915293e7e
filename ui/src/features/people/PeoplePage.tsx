import { Tab, TabList } from '@fluentui/react-components'
import { PersonAddRegular } from '@fluentui/react-icons/svg/person-add'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { principalsQuery } from '@/api/principals'
import type { PrincipalKind, PrincipalState, PrincipalView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { CliCommand } from '@/ui/CliCommand'
import { DataTable } from '@/ui/DataTable'
import { ChoiceFilter, matches, SearchFilter } from '@/ui/Filters'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { principalCan } from '@/util/can'
import { cli } from '@/util/cli'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { NEW_LABELS, NewPrincipalDialog } from './NewPrincipalDialog'
import styles from './people.module.css'
import { COLUMNS } from './principalColumns'

const KINDS: readonly (readonly [PrincipalKind, string])[] = [
  ['user', 'Users'],
  ['group', 'Groups'],
  ['serviceAccount', 'Service accounts'],
]
const STATES: readonly (readonly [PrincipalState, string])[] = [
  ['active', 'Active'],
  ['disabled', 'Disabled'],
  ['expired', 'Expired'],
]

export function PeoplePage() {
  const { kind = 'user' } = useSearch({ from: '/signed-in/people' })
  const navigate = useNavigate()
  const me = useMe()
  const query = useQuery(principalsQuery())
  const [making, setMaking] = useState(false)
  return (
    <Page
      title="People"
      intro="Everybody who can be granted something or act: users, groups and service accounts."
      actions={
        <>
          <CliCommand command={cli.principalList()} />
          <ActionButton
            appearance="primary"
            size="small"
            can={principalCan.administer(me)}
            icon={<PersonAddRegular />}
            onClick={() => setMaking(true)}
          >
            {NEW_LABELS[kind]}
          </ActionButton>
        </>
      }
    >
      <TabList
        size="small"
        selectedValue={kind}
        onTabSelect={(_, { value }) =>
          void navigate({ ...urls.people(value as PrincipalKind), replace: true })
        }
      >
        {KINDS.map(([value, label]) => (
          <Tab key={value} value={value} id={`tab-${value}`}>
            {label}
          </Tab>
        ))}
      </TabList>
      <div role="tabpanel" aria-labelledby={`tab-${kind}`} className={styles.content}>
        <QueryState query={query} what="the people">
          {({ value }) => (
            <PeopleTable key={kind} kind={kind} people={value.filter((one) => one.kind === kind)} />
          )}
        </QueryState>
      </div>
      {making && <NewPrincipalDialog kind={kind} close={() => setMaking(false)} />}
    </Page>
  )
}

function PeopleTable({ kind, people }: { kind: PrincipalKind; people: readonly PrincipalView[] }) {
  const [search, setSearch] = useState('')
  const [state, setState] = useState<PrincipalState>()
  const rows = people.filter(
    (principal) =>
      (state === undefined || principal.state === state) &&
      matches(search, principal.displayName, principal.name, principal.email),
  )
  const label = KINDS.find(([one]) => one === kind)?.[1] ?? 'People'
  return (
    <DataTable
      label={label}
      columns={COLUMNS[kind]}
      rows={rows}
      rowKey={({ id }) => id}
      filters={
        <>
          <SearchFilter
            label={kind === 'user' ? 'Find somebody' : 'Find one'}
            value={search}
            onChange={setSearch}
          />
          <ChoiceFilter label="State" all="Every state" value={state} options={STATES} onChange={setState} />
        </>
      }
      empty={people.length === 0 ? `There are no ${label.toLowerCase()} yet.` : 'Nothing matches the filter.'}
    />
  )
}
