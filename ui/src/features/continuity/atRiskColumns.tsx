import { Link } from '@tanstack/react-router'
import type { FlowAtRisk } from '@/api/types'
import type { Column } from '@/ui/columns'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { PrincipalChips } from '@/ui/Principal'
import { Prose } from '@/ui/Prose'
import { Badge } from '@/ui/Status'
import { Day, Time } from '@/ui/Time'
import { urls } from '@/util/urls'
import type { Addition } from './AddCoOwnerDialog'
import { dependsOn } from './atRisk'
import { Dependence } from './Dependence'
import styles from './dashboard.module.css'
import { Fix } from './Fix'

/** One row for each flow at risk. */
export function atRiskColumns(add: (addition: Addition) => void): Column<FlowAtRisk>[] {
  return [
    {
      id: 'flow',
      header: 'Flow',
      fixed: true,
      value: ({ flow }) => flow.displayName,
      cell: ({ environment, flow }) => (
        <Link {...urls.flow(environment.name, flow.id)} data-row-link>
          {flow.displayName}
        </Link>
      ),
    },
    {
      id: 'environment',
      header: 'Environment',
      value: ({ environment }) => environment.displayName,
      cell: ({ environment }) => (
        <span className={styles.place}>
          {environment.displayName}
          <EnvironmentPill environment={environment} />
        </span>
      ),
    },
    {
      id: 'score',
      header: 'Score',
      align: 'end',
      tight: true,
      value: ({ score }) => score,
      cell: ({ score }) => <Badge tone={score < 50 ? 'bad' : 'warn'}>{score}</Badge>,
    },
    {
      id: 'reasons',
      header: 'Why',
      fixed: true,
      value: ({ reasons }) => reasons.map(({ sentence }) => sentence).join(' '),
      cell: ({ reasons }) => (
        <ul className={styles.reasons}>
          {reasons.map(({ reason, sentence }) => (
            <li key={`${reason} ${sentence}`}>
              <Prose text={sentence} />
            </li>
          ))}
        </ul>
      ),
    },
    {
      id: 'dependsOn',
      header: 'Depends on',
      fixed: true,
      value: (row) =>
        dependsOn(row)
          .map(({ displayName }) => displayName)
          .join(', '),
      cell: (row) => dependsOn(row).map((one) => <Dependence key={one.id} principal={one} />),
    },
    {
      id: 'fix',
      header: 'What to do',
      fixed: true,
      value: ({ steps }) => steps.map(({ sentence }) => sentence).join(' '),
      cell: (row) => <Fix row={row} add={add} />,
    },
    {
      id: 'breaksAt',
      header: 'Breaks on',
      value: ({ breaksAt }) => breaksAt,
      cell: ({ breaksAt }) => breaksAt && <Day at={breaksAt} />,
    },
    {
      id: 'nextFiring',
      header: 'Next firing',
      value: ({ nextFiring }) => nextFiring,
      cell: ({ nextFiring }) => nextFiring && <Time at={nextFiring} />,
    },
    {
      id: 'runs',
      header: 'Runs a week',
      align: 'end',
      tight: true,
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
      id: 'busFactor',
      header: 'May leave',
      hidden: true,
      align: 'end',
      value: ({ busFactor }) => busFactor,
      cell: ({ busFactor }) => busFactor,
    },
  ]
}
