import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Finding, Simulation } from '@/api/types'
import { DataTable } from '@/ui/DataTable'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { Tile, Tiles } from '@/ui/Tiles'
import { Day, Time } from '@/ui/Time'
import { count, list } from '@/util/text'
import { type SimulationSearch, urls } from '@/util/urls'
import styles from './continuity.module.css'
import { FINDING_COLUMNS } from './findingColumns'
import { daysOf, summarySentence, tilesOf } from './simulation'

/** What an event breaks: numbers that lead to their rows, from when, and the rows. */
export function SimulationResult({ simulation }: { simulation: Simulation }) {
  const search = useSearch({ from: '/signed-in/continuity/simulation' })
  const navigate = useNavigate()
  const shown = search.show
  const setShown = (show: SimulationSearch['show']) =>
    void navigate({ ...urls.simulation({ ...search, show }), replace: true, resetScroll: false })
  const rows = simulation.value.filter(({ certainty }) => shown === undefined || certainty === shown)
  if (simulation.value.length === 0 && simulation.orphans.length === 0) {
    return <Notice tone="ok" title={summarySentence(simulation)} />
  }
  return (
    <>
      <p className={styles.sentence} aria-live="polite">
        {summarySentence(simulation)}
      </p>
      <Tiles>
        {tilesOf(simulation).map(({ key, label, number }) => (
          <Tile
            key={key}
            number={number}
            pressed={shown === key}
            onClick={() => setShown(shown === key ? undefined : key)}
          >
            {label}
          </Tile>
        ))}
      </Tiles>
      {shown === 'orphans' ? (
        <Orphans simulation={simulation} />
      ) : (
        <>
          <Timeline findings={rows} />
          <DataTable
            label="Failures"
            columns={FINDING_COLUMNS}
            rows={rows}
            rowKey={({ flow, version, path, certainty }) => `${flow} ${version} ${path} ${certainty}`}
            empty="Nothing of this kind."
          />
        </>
      )}
    </>
  )
}

function Timeline({ findings }: { findings: readonly Finding[] }) {
  return (
    <Section title="From when">
      <ol className={styles.timeline}>
        {daysOf(findings).map(({ day, flows, actions, runsPerWeek, first }) => (
          <li key={day}>
            <strong>
              <Day at={`${day}T00:00:00Z`} />
            </strong>
            <span>
              {count(actions, 'action')} of {list(flows)}; {count(runsPerWeek, 'run')} a week
              {first && (
                <>
                  ; first {first.flowName}, which fires <Time at={first.at} />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

function Orphans({ simulation }: { simulation: Simulation }) {
  return (
    <Section title="Flows without an active owner">
      {simulation.orphans.length === 0 && <p className={styles.sentence}>None.</p>}
      <ul className={styles.timeline}>
        {simulation.orphans.map(({ environment, flow, name }) => (
          <li key={flow}>
            <Link {...urls.flow(environment, flow)}>{name}</Link> {environment}
          </li>
        ))}
      </ul>
    </Section>
  )
}
