import { Link } from '@tanstack/react-router'
import type { PrincipalKind, PrincipalView } from '@/api/types'
import type { Column } from '@/ui/columns'
import { PrincipalChip, PrincipalChips } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { utcDay } from '@/util/time'
import { urls } from '@/util/urls'
import { PrincipalSwitch } from './PrincipalSwitch'

type PrincipalColumn = Column<PrincipalView>

const NAME: PrincipalColumn = {
  id: 'name',
  header: 'Name',
  fixed: true,
  value: ({ displayName }) => displayName,
  cell: (principal) => (
    <span data-row-link>
      <PrincipalChip principal={principal} />
    </span>
  ),
}

const shortName = (header: string): PrincipalColumn => ({
  id: 'signIn',
  header,
  value: ({ name }) => name,
  cell: ({ id, name }) => <Link {...urls.person(id)}>{name}</Link>,
})

const EXPIRES: PrincipalColumn = {
  id: 'expiresAt',
  header: 'Ends on',
  value: ({ expiresAt }) => expiresAt && utcDay(expiresAt),
  cell: ({ expiresAt }) => expiresAt && utcDay(expiresAt),
}

const DISABLED: PrincipalColumn = {
  id: 'disabledAt',
  header: 'Disabled since',
  value: ({ disabledAt }) => disabledAt,
  cell: ({ disabledAt }) => disabledAt && <Time at={disabledAt} />,
}

const CHANGE: PrincipalColumn = {
  id: 'change',
  header: 'Change',
  fixed: true,
  tight: true,
  value: () => undefined,
  cell: (principal) => <PrincipalSwitch principal={principal} />,
}

/** The columns of each kind: what is never there is no column. */
export const COLUMNS: Record<PrincipalKind, PrincipalColumn[]> = {
  user: [
    NAME,
    shortName('Sign-in name'),
    { id: 'email', header: 'Mail address', value: ({ email }) => email, cell: ({ email }) => email },
    {
      id: 'manager',
      header: 'Manager',
      value: ({ manager }) => manager?.displayName,
      cell: ({ manager }) => manager && <PrincipalChip principal={manager} />,
    },
    EXPIRES,
    DISABLED,
    CHANGE,
  ],
  group: [NAME, shortName('Short name'), DISABLED, CHANGE],
  serviceAccount: [
    NAME,
    shortName('Short name'),
    {
      id: 'team',
      header: 'Team',
      value: ({ team }) => team?.displayName,
      cell: ({ team }) => (team ? <PrincipalChip principal={team} /> : <Badge tone="warn">No team</Badge>),
    },
    {
      id: 'sponsors',
      header: 'Sponsors',
      value: ({ sponsors }) => sponsors.map(({ displayName }) => displayName).join(', '),
      cell: ({ sponsors }) =>
        sponsors.some(({ active }) => active) ? (
          <PrincipalChips principals={sponsors} nobody="" most={3} />
        ) : (
          <Badge tone="warn">No active sponsor</Badge>
        ),
    },
    EXPIRES,
    DISABLED,
    CHANGE,
  ],
}
