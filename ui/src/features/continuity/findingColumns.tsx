import { Link } from '@tanstack/react-router'
import type { Finding } from '@/api/types'
import type { Column } from '@/ui/columns'
import { PrincipalChips } from '@/ui/Principal'
import { Prose } from '@/ui/Prose'
import { Badge } from '@/ui/Status'
import { Day, Time } from '@/ui/Time'
import { count, readableName } from '@/util/text'
import { urls } from '@/util/urls'
import styles from './continuity.module.css'
import { CERTAINTIES, placeOfPath } from './simulation'

/** One row for each action that would fail. Its name leads to its place in the flow, where its connection can be seen. */
export const FINDING_COLUMNS: readonly Column<Finding>[] = [
  {
    id: 'action',
    header: 'Action',
    fixed: true,
    value: ({ action, flowName }) => `${flowName} ${action}`,
    cell: ({ environment, flow, flowName, action, path, published }) => (
      <span data-row-link>
        <Link {...urls.flow(environment, flow, 'flow', placeOfPath(path))}>{readableName(action)}</Link>
        <span className={styles.quiet}>
          {flowName}
          {!published && ', draft'}
        </span>
      </span>
    ),
  },
  {
    id: 'environment',
    header: 'Environment',
    value: ({ environment }) => environment,
    cell: ({ environment }) => environment,
  },
  {
    id: 'certainty',
    header: 'Fails',
    value: ({ certainty }) => CERTAINTIES[certainty],
    cell: ({ certainty, from, depends }) => (
      <>
        <Badge tone={certainty === 'certain' ? 'bad' : 'warn'}>{CERTAINTIES[certainty] ?? certainty}</Badge>
        <span className={styles.quiet}>
          from <Day at={from} />
          {depends && ` for ${count(depends.count, 'person', 'people')}`}
        </span>
      </>
    ),
  },
  {
    id: 'error',
    header: 'With',
    value: ({ code, message }) => `${code}: ${message}`,
    cell: ({ code, message }) => (
      <>
        <code>{code}</code>
        <span className={styles.quiet}>
          <Prose text={message} />
        </span>
      </>
    ),
  },
  {
    id: 'next',
    header: 'Next run',
    value: ({ nextFiring }) => nextFiring,
    cell: ({ nextFiring }) => nextFiring && <Time at={nextFiring} />,
  },
  {
    id: 'runs',
    header: 'Runs a week',
    align: 'end',
    value: ({ runsPerWeek }) => runsPerWeek,
    cell: ({ runsPerWeek }) => runsPerWeek,
  },
  {
    id: 'owners',
    header: 'Owners',
    value: ({ owners }) => owners.map(({ displayName }) => displayName).join(', '),
    cell: ({ owners }) => <PrincipalChips principals={owners} nobody="nobody" most={2} />,
  },
  {
    id: 'fix',
    header: 'What to do',
    fixed: true,
    value: ({ fix }) => fix,
    cell: ({ fix }) => <Prose text={fix} />,
  },
]
