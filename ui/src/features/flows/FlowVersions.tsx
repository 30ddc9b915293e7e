import { Button, Field, Select } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { flowChangesQuery } from '@/api/flows'
import type { EnvironmentView, FlowDetail } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { ChangeList } from '@/ui/plan/ChangeList'
import { TextDiff } from '@/ui/plan/TextDiff'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { cli } from '@/util/cli'
import styles from './flows.module.css'

type Props = { environment: EnvironmentView; flow: FlowDetail }
type Pair = { from: number; to: number }

/** The versions of a flow, newest first, and what one does differently from another. */
export function FlowVersions({ environment, flow }: Props) {
  const [pair, setPair] = useState<Pair>()
  const versions = [...flow.versions].sort((left, right) => right.number - left.number)
  return (
    <>
      <Section title={`Versions (${versions.length})`} flush>
        <ul className={styles.list}>
          {versions.map(({ number, at, by }, index) => {
            const before = versions[index + 1]
            return (
              <li key={number}>
                <span className={styles.line}>
                  <strong>Version {number}</strong>
                  {number === flow.publishedVersion && <Badge tone="ok">published</Badge>}
                </span>
                <span className={styles.line}>
                  {before && (
                    <Button
                      size="small"
                      aria-label={`What changed in version ${number}`}
                      onClick={() => setPair({ from: before.number, to: number })}
                    >
                      What changed
                    </Button>
                  )}
                  <Time at={at} /> by <PrincipalChip principal={by} />
                </span>
              </li>
            )
          })}
        </ul>
      </Section>
      {pair && <Differences environment={environment} flow={flow} pair={pair} choose={setPair} />}
    </>
  )
}

function Differences({
  environment,
  flow,
  pair: { from, to },
  choose,
}: Props & { pair: Pair; choose: (pair: Pair) => void }) {
  const query = useQuery(flowChangesQuery(environment.name, flow.id, to, from))
  return (
    <Section
      title={`Version ${to} against version ${from}`}
      actions={<CliCommand command={cli.flowChanges(environment.name, flow.id, to, from)} />}
    >
      <div className={styles.stack}>
        <Field label="Compare with" orientation="horizontal">
          <Select value={String(from)} onChange={(_, { value }) => choose({ from: Number(value), to })}>
            {flow.versions
              .filter(({ number }) => number !== to)
              .map(({ number }) => (
                <option key={number} value={number}>
                  Version {number}
                </option>
              ))}
          </Select>
        </Field>
        <QueryState query={query} what="what changed">
          {({ changes, text }) => (
            <>
              <ChangeList changes={changes} none="Nothing differs." />
              {text && <TextDiff text={text} />}
            </>
          )}
        </QueryState>
      </div>
    </Section>
  )
}
