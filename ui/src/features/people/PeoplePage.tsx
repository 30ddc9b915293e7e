import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { principalsQuery } from '@/api/principals'
import type { PrincipalKind, PrincipalView } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { ChoiceFilter, matches, SearchFilter } from '@/ui/Filters'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { Time } from '@/ui/Time'
import { cli } from '@/util/cli'
import { KIND_LABELS } from '@/util/identity'
import { sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { PrincipalSwitch } from './PrincipalSwitch'

const KINDS = [
  ['user', 'Persons'],
  ['serviceAccount', 'Service accounts'],
  ['group', 'Groups'],
] as const
const STATES = [
  ['active', 'Active'],
  ['disabled', 'Disabled'],
] as const

const COLUMNS: Column<PrincipalView>[] = [
  {
    id: 'name',
    header: 'Name',
    fixed: true,
    value: ({ displayName }) => displayName,
    cell: (principal) => (
      <span data-row-link>
        <PrincipalChip principal={principal} />
      </span>
    ),
  },
  {
    id: 'signIn',
    header: 'Sign-in name',
    value: ({ name }) => name,
    cell: ({ id, name }) => <Link {...urls.person(id)}>{name}</Link>,
  },
  {
    id: 'kind',
    header: 'Kind',
    value: ({ kind }) => KIND_LABELS[kind],
    cell: ({ kind }) => sentenceCase(KIND_LABELS[kind]),
  },
  { id: 'email', header: 'Mail address', value: ({ email }) => email, cell: ({ email }) => email },
  {
    id: 'disabledAt',
    header: 'Disabled since',
    value: ({ disabledAt }) => disabledAt,
    cell: ({ disabledAt }) => disabledAt && <Time at={disabledAt} />,
  },
  {
    id: 'change',
    header: 'Change',
    fixed: true,
    tight: true,
    value: () => undefined,
    cell: (principal) => <PrincipalSwitch principal={principal} />,
  },
]

export function PeoplePage() {
  const query = useQuery(principalsQuery())
  return (
    <Page
      title="People"
      intro="Everybody who can be granted something or act: persons, service accounts and groups."
      actions={<CliCommand command={cli.principalList()} />}
    >
      <QueryState query={query} what="the people">
        {({ value }) => <PeopleTable people={value} />}
      </QueryState>
    </Page>
  )
}

function PeopleTable({ people }: { people: readonly PrincipalView[] }) {
  const [search, setSearch] = useState('')
  const [kind, setKind] = useState<PrincipalKind>()
  const [state, setState] = useState<'active' | 'disabled'>()
  const rows = people.filter(
    (principal) =>
      (kind === undefined || principal.kind === kind) &&
      (state === undefined || principal.active === (state === 'active')) &&
      matches(search, principal.displayName, principal.name, principal.email),
  )
  return (
    <DataTable
      label="People"
      one="person"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ id }) => id}
      filters={
        <>
          <SearchFilter label="Find somebody" value={search} onChange={setSearch} />
          <ChoiceFilter label="Kind" all="Every kind" value={kind} options={KINDS} onChange={setKind} />
          <ChoiceFilter
            label="State"
            all="Active and disabled"
            value={state}
            options={STATES}
            onChange={setState}
          />
        </>
      }
      empty="Nobody matches the filter."
    />
  )
}
