import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { personContinuityQuery } from '@/api/continuity'
import type { PersonContinuity, PrincipalView } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { Tile, Tiles } from '@/ui/Tiles'
import { cli } from '@/util/cli'
import { count } from '@/util/text'
import { urls } from '@/util/urls'
import { type HangingGroup, hangingGroups } from './hangingGroups'
import styles from './people.module.css'

/** What would need somebody else if a principal left: numbers, and the rows behind them. */
export function WhatHangs({ principal }: { principal: PrincipalView }) {
  const query = useQuery(personContinuityQuery(principal.id))
  return (
    <Section
      title={`What hangs on ${principal.displayName}`}
      actions={<CliCommand command={cli.continuityShow(principal.name)} />}
    >
      <QueryState query={query} what="what hangs on them">
        {(person) => <Groups person={person} />}
      </QueryState>
    </Section>
  )
}

function Groups({ person }: { person: PersonContinuity }) {
  const { show } = useSearch({ from: '/signed-in/people/$principal' })
  const navigate = useNavigate()
  const { id, displayName } = person.principal
  const groups = hangingGroups(person)
  const shown = groups.find(({ key }) => key === show)
  const choose = (key: string) =>
    void navigate({
      ...urls.person(id, key === show ? undefined : key),
      replace: true,
      resetScroll: false,
    })
  return (
    <div className={styles.content}>
      <Tiles>
        {groups.map(({ key, label, rows }) => (
          <Tile key={key} number={rows.length} pressed={key === show} onClick={() => choose(key)}>
            {label}
          </Tile>
        ))}
      </Tiles>
      <p className={styles.figures}>
        {displayName} owns {count(person.rowsOwned, 'row')} of tables, and {count(person.runsActedAs, 'run')}{' '}
        of the last 30 days acted as them.
      </p>
      {shown && <Rows group={shown} />}
    </div>
  )
}

function Rows({ group: { label, headers, rows } }: { group: HangingGroup }) {
  if (rows.length === 0) return <p className={styles.figures}>None.</p>
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {headers.map((header) => (
            <th key={header} scope="col">
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, index) => (
              <td key={headers[index]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
