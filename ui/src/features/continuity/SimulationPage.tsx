import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { simulationQuery } from '@/api/continuity'
import { principalsQuery } from '@/api/principals'
import type { EventRequest } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { Notice } from '@/ui/Notice'
import { Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { cli } from '@/util/cli'
import { urls } from '@/util/urls'
import { SimulationForm } from './SimulationForm'
import { SimulationResult } from './SimulationResult'
import { commandEvent, eventOf, leaverOf } from './simulation'

/** What would break if people left or things ended, before they do. What is simulated is part of the address. */
export function SimulationPage() {
  const { show, ...search } = useSearch({ from: '/signed-in/continuity/simulation' })
  const people = useQuery(principalsQuery())
  const all = people.data?.value ?? []
  const event = eventOf(search)
  const command = event && commandEvent(event, all)
  const leaver = leaverOf(search, all)
  return (
    <Page
      title="Simulation"
      crumb={<Link {...urls.continuity()}>Continuity</Link>}
      intro="What would fail if somebody left or something ended: which actions of which flows, from when, and what to do about each. Nothing is changed. It looks at the flows that you may see inside."
      actions={
        <>
          {command && <CliCommand command={cli.continuitySimulate(command)} />}
          <Link {...urls.handovers(leaver?.name)}>
            {leaver ? `Start a hand-over of ${leaver.displayName}` : 'Start a hand-over'}
          </Link>
        </>
      }
    >
      <Section title="If this happens">
        <QueryState query={people} what="the people">
          {({ value }) => <SimulationForm key={JSON.stringify(search)} people={value} search={search} />}
        </QueryState>
      </Section>
      {event ? (
        <Answer event={event} />
      ) : (
        <Notice tone="quiet">Choose somebody or something to see what depends on it.</Notice>
      )}
    </Page>
  )
}

function Answer({ event }: { event: EventRequest }) {
  const query = useQuery(simulationQuery(event))
  return (
    <QueryState query={query} what="what would fail">
      {(simulation) => <SimulationResult simulation={simulation} />}
    </QueryState>
  )
}
