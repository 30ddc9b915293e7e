import { Button } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons/svg/add'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { handoversQuery } from '@/api/handovers'
import type { Handover, HandoverStatus } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { ChoiceFilter, matches, SearchFilter } from '@/ui/Filters'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChips } from '@/ui/Principal'
import { Badge, type Tone } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { cli } from '@/util/cli'
import { sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { NewHandoverDialog } from './NewHandoverDialog'

export const STATUS_TONES: Record<HandoverStatus, Tone> = {
  draft: 'quiet',
  approved: 'warn',
  scheduled: 'busy',
  applied: 'ok',
  undone: 'quiet',
}

const STATES = Object.keys(STATUS_TONES).map(
  (status) => [status as HandoverStatus, sentenceCase(status)] as const,
)

const COLUMNS: Column<Handover>[] = [
  {
    id: 'name',
    header: 'Plan',
    fixed: true,
    value: ({ name }) => name,
    cell: ({ id, name }) => (
      <Link {...urls.handover(id)} data-row-link>
        {name}
      </Link>
    ),
  },
  {
    id: 'status',
    header: 'State',
    value: ({ status }) => status,
    cell: ({ status }) => <Badge tone={STATUS_TONES[status]}>{sentenceCase(status)}</Badge>,
  },
  {
    id: 'leavers',
    header: 'Leavers',
    value: ({ leavers }) => leavers.map(({ displayName }) => displayName).join(', '),
    cell: ({ leavers }) => <PrincipalChips principals={leavers} nobody="nobody" most={3} />,
  },
  {
    id: 'environment',
    header: 'Environment',
    value: ({ environment }) => environment,
    cell: ({ environment }) => environment ?? 'every one',
  },
  {
    id: 'rows',
    header: 'Things',
    align: 'end',
    value: ({ rows }) => rows.length,
    cell: ({ rows }) => rows.length,
  },
  {
    id: 'awaited',
    header: 'Not accepted yet by',
    value: ({ awaited }) => awaited.map(({ displayName }) => displayName).join(', '),
    cell: ({ awaited }) => <PrincipalChips principals={awaited} nobody="nobody" most={3} />,
  },
  {
    id: 'dueAt',
    header: 'Applied at',
    value: ({ appliedAt, dueAt }) => appliedAt ?? dueAt,
    cell: ({ appliedAt, dueAt }) => {
      const at = appliedAt ?? dueAt
      return at && <Time at={at} />
    },
  },
]

export function HandoversPage() {
  const { leaver } = useSearch({ from: '/signed-in/handovers' })
  const query = useQuery(handoversQuery())
  const [asking, setAsking] = useState(leaver !== undefined)
  return (
    <Page
      title="Hand-over plans"
      intro="Who gets what somebody has who leaves: decided ahead, accepted, applied at once, and undone if need be."
      actions={
        <>
          <CliCommand command={cli.handoverList()} />
          <Button appearance="primary" size="small" icon={<AddRegular />} onClick={() => setAsking(true)}>
            New plan
          </Button>
        </>
      }
    >
      <QueryState query={query} what="the hand-over plans">
        {({ value }) => <PlanTable plans={value} />}
      </QueryState>
      {asking && <NewHandoverDialog leaver={leaver} close={() => setAsking(false)} />}
    </Page>
  )
}

function PlanTable({ plans }: { plans: readonly Handover[] }) {
  const [search, setSearch] = useState('')
  const [status, setStatus] = useState<HandoverStatus>()
  const rows = plans.filter(
    (plan) =>
      (status === undefined || plan.status === status) &&
      matches(search, plan.name, ...plan.leavers.map(({ displayName }) => displayName)),
  )
  return (
    <DataTable
      label="Plans"
      columns={COLUMNS}
      rows={rows}
      rowKey={({ id }) => id}
      filters={
        <>
          <SearchFilter label="Find a plan" value={search} onChange={setSearch} />
          <ChoiceFilter
            label="State"
            all="Every state"
            value={status}
            options={STATES}
            onChange={setStatus}
          />
        </>
      }
      empty="There is no plan that you may see."
    />
  )
}
