import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { solutionsQuery } from '@/api/solutions'
import type { EnvironmentView, Pipeline } from '@/api/types'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { Section } from '@/ui/Page'
import { PlainTable } from '@/ui/PlainTable'
import { ViewSwitch } from '@/ui/ViewSwitch'
import { type Installed, solutionRows } from './matrix'
import styles from './matrix.module.css'
import { VersionCell } from './VersionCell'

type Props = {
  title: string
  /** The columns. */
  environments: readonly Pick<EnvironmentView, 'name' | 'displayName' | 'kind' | 'protected'>[]
  /** Whose promotions are offered. */
  pipelines: readonly Pipeline[]
  /** The environment that the others are compared with. */
  here?: string
}

/** Which version of each solution is in which environment, and the promotions that would even them out. */
export function SolutionMatrix({ title, environments, pipelines, here }: Props) {
  const [show, setShow] = useState<'all' | 'different'>('all')
  const lists = useQueries({ queries: environments.map(({ name }) => solutionsQuery(name)) })
  const installed: Installed[] = environments.flatMap(({ name }, index) => {
    const list = lists[index]?.data
    return list ? [{ environment: name, solutions: list.value }] : []
  })
  const rows = solutionRows(installed, pipelines).filter(({ same }) => show === 'all' || !same)
  return (
    <Section
      title={title}
      flush
      actions={
        <ViewSwitch
          label="Which solutions"
          value={show}
          options={[
            ['all', 'All'],
            ['different', 'Only different ones'],
          ]}
          onChange={setShow}
        />
      }
    >
      {rows.length === 0 ? (
        <p className={styles.note}>
          {show === 'all'
            ? 'There is no solution that you may see.'
            : 'Every solution has the same version everywhere.'}
        </p>
      ) : (
        <PlainTable label={title} head={['Solution', ...environments.map(({ displayName }) => displayName)]}>
          <tr>
            <td className={styles.quiet}>Type</td>
            {environments.map((environment) => (
              <td key={environment.name}>
                <EnvironmentPill environment={environment} />
              </td>
            ))}
          </tr>
          {rows.map((row) => (
            <tr key={row.uniqueName}>
              <td>
                <strong>{row.displayName}</strong>
              </td>
              {environments.map((environment) => (
                <td key={environment.name}>
                  <VersionCell row={row} environment={environment} here={here} />
                </td>
              ))}
            </tr>
          ))}
        </PlainTable>
      )}
    </Section>
  )
}
