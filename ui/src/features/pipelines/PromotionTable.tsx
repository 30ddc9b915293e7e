import { Link } from '@tanstack/react-router'
import type { PromotionView } from '@/api/types'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { STATE_TONES } from './promotionSteps'

const COLUMNS: Column<PromotionView>[] = [
  {
    id: 'solution',
    header: 'Solution',
    fixed: true,
    value: ({ displayName, solution }) => displayName || solution,
    cell: ({ id, displayName, solution, version }) => (
      <Link {...urls.promotion(id)} data-row-link>
        {displayName || solution} {version}
      </Link>
    ),
  },
  {
    id: 'environment',
    header: 'To',
    value: ({ environmentDisplayName }) => environmentDisplayName,
    cell: ({ environmentDisplayName }) => environmentDisplayName,
  },
  {
    id: 'state',
    header: 'State',
    value: ({ state }) => state,
    cell: ({ state }) => <Badge tone={STATE_TONES[state]}>{sentenceCase(state)}</Badge>,
  },
  {
    id: 'approvals',
    header: 'Approvals',
    value: ({ given, needed }) => `${given} of ${needed}`,
    cell: ({ given, needed }) => (needed === 0 ? 'none needed' : `${given} of ${needed}`),
  },
  {
    id: 'requestedBy',
    header: 'Requested by',
    value: ({ requestedBy }) => requestedBy.displayName,
    cell: ({ requestedBy }) => <PrincipalChip principal={requestedBy} />,
  },
  {
    id: 'requestedAt',
    header: 'Requested',
    value: ({ requestedAt }) => requestedAt,
    cell: ({ requestedAt }) => <Time at={requestedAt} />,
  },
  { id: 'note', header: 'Note', hidden: true, value: ({ note }) => note, cell: ({ note }) => note },
]

/** Promotions, each of which leads to its page. */
export function PromotionTable({
  promotions,
  empty,
}: {
  promotions: readonly PromotionView[]
  empty: string
}) {
  return (
    <DataTable
      label="Promotions"
      title="Promotions"
      columns={COLUMNS}
      rows={promotions}
      rowKey={({ id }) => id}
      empty={empty}
    />
  )
}
