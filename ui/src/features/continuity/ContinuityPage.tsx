import { Select } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { continuityQuery, type RiskFilter } from '@/api/continuity'
import type { ContinuityView } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { Notice } from '@/ui/Notice'
import { Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { Tile, Tiles } from '@/ui/Tiles'
import { cli } from '@/util/cli'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { AtRisk } from './AtRisk'
import { ScoreTrend } from './ScoreTrend'

/** How well the flows would survive that people leave, and which would not. What is listed is part of the address. */
export function ContinuityPage() {
  const filter = useSearch({ from: '/signed-in/continuity' })
  const navigate = useNavigate()
  const query = useQuery(continuityQuery(filter.environment))
  const show = (change: RiskFilter) =>
    void navigate({ ...urls.continuity({ ...filter, ...change }), replace: true, resetScroll: false })
  return (
    <Page
      title="Continuity"
      intro="Which flows depend on too few people or on what will end, and what to do about each. It counts the flows that are on and that you may see inside."
      actions={
        <>
          <CliCommand command={cli.continuityList(filter)} />
          <EnvironmentChoice value={filter.environment} onChange={(environment) => show({ environment })} />
          <Link {...urls.simulation({ where: filter.environment })}>Simulate an event</Link>
          <Link {...urls.handovers()}>Start a hand-over</Link>
        </>
      }
    >
      <QueryState query={query} what="the continuity of the flows">
        {(continuity) => <Overview continuity={continuity} filter={filter} show={show} />}
      </QueryState>
      <AtRisk filter={filter} show={show} />
    </Page>
  )
}

type OverviewProps = { continuity: ContinuityView; filter: RiskFilter; show: (change: RiskFilter) => void }

function Overview({ continuity, filter, show }: OverviewProps) {
  if (continuity.flows === 0) {
    return <Notice tone="quiet">No flow here is on that you may see inside.</Notice>
  }
  return (
    <>
      <Section title="Score">
        <ScoreTrend continuity={continuity} />
      </Section>
      <Tiles>
        {continuity.tiles.map(({ reason, label, count }) => (
          <Tile
            key={reason}
            number={count}
            pressed={filter.reason === reason}
            onClick={() => show({ reason: filter.reason === reason ? undefined : reason })}
          >
            {label}
          </Tile>
        ))}
      </Tiles>
    </>
  )
}

type ChoiceProps = { value: string | undefined; onChange: (environment: string | undefined) => void }

function EnvironmentChoice({ value, onChange }: ChoiceProps) {
  const { environments } = useMe()
  return (
    <Select
      size="small"
      aria-label="Environment"
      value={value ?? ''}
      onChange={(_, data) => onChange(data.value || undefined)}
    >
      <option value="">Every environment</option>
      {environments.map(({ name, displayName }) => (
        <option key={name} value={name}>
          {displayName}
        </option>
      ))}
    </Select>
  )
}
