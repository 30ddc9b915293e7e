import { Field, Select } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { releasesQuery } from '@/api/releases'
import { solutionChangesQuery } from '@/api/solutions'
import type { EnvironmentView } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { QueryState } from '@/ui/PageState'
import { ChangeList } from '@/ui/plan/ChangeList'
import { TextDiff } from '@/ui/plan/TextDiff'
import { cli } from '@/util/cli'
import { localTime } from '@/util/time'
import { useMe } from '@/util/useEnvironment'
import styles from './solutions.module.css'

type Props = { environment: EnvironmentView; solution: string }

/** What is here of a solution against what another environment or an earlier release has. */
export function Compare({ environment, solution }: Props) {
  const { environments } = useMe()
  const releases = useQuery(releasesQuery(environment.name, solution))
  const [other, setOther] = useState('')
  const others = environments.filter(({ name, role }) => name !== environment.name && role && role !== 'user')
  return (
    <div className={styles.stack}>
      <div className={styles.between}>
        <Field label="Compare with" orientation="horizontal">
          <Select value={other} onChange={(_, { value }) => setOther(value)}>
            <option value="">Choose one</option>
            <optgroup label="Environments">
              {others.map(({ name, displayName }) => (
                <option key={name} value={name}>
                  {displayName}
                </option>
              ))}
            </optgroup>
            <optgroup label="Releases here">
              {releases.data?.value.map(({ id, version, at }) => (
                <option key={id} value={id}>
                  {version}, {localTime(at)}
                </option>
              ))}
            </optgroup>
          </Select>
        </Field>
        {other && <CliCommand command={cli.solutionChanges(environment.name, solution, other)} />}
      </div>
      {other && <Differences environment={environment} solution={solution} other={other} />}
    </div>
  )
}

function Differences({ environment, solution, other }: Props & { other: string }) {
  const query = useQuery(solutionChangesQuery(environment.name, solution, other))
  return (
    <QueryState query={query} what="the differences">
      {({ changes, text, from, to }) => (
        <>
          <p className={styles.sentence}>
            There it is {from}, here {to}. What differs, from there to here:
          </p>
          <ChangeList changes={changes} none="Nothing differs." />
          {text && <TextDiff text={text} />}
        </>
      )}
    </QueryState>
  )
}
