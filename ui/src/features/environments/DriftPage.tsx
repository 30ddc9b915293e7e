import { Button } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { driftQuery, patchAddress } from '@/api/drift'
import type { Drift, EnvironmentView } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { cli } from '@/util/cli'
import { count } from '@/util/text'
import { useEnvironment } from '@/util/useEnvironment'
import { AcceptDriftDialog } from './AcceptDriftDialog'
import { DriftItem } from './DriftItem'
import styles from './environments.module.css'
import { RevertDriftDialog } from './RevertDriftDialog'

/** What differs in an environment from what was released to it, and the three ways to settle that. */
export function DriftPage() {
  const environment = useEnvironment()
  const query = useQuery(driftQuery(environment.name))
  return (
    <Page
      title="Drift"
      environment={environment}
      intro={`What differs in ${environment.displayName} from the packages that were released there. It holds up the next promotion until it is taken into Dev, put back, or accepted.`}
      actions={<CliCommand command={cli.driftList(environment.name)} />}
    >
      <QueryState query={query} what="the drift">
        {({ value }) => <BySolution environment={environment} drift={value} />}
      </QueryState>
    </Page>
  )
}

type Asking = { drift: Drift; verb: 'accept' | 'revert' }

function BySolution({ environment, drift }: { environment: EnvironmentView; drift: readonly Drift[] }) {
  const [asking, setAsking] = useState<Asking>()
  const solutions = [...new Set(drift.map(({ solution }) => solution))].sort()
  const close = () => setAsking(undefined)
  if (solutions.length === 0)
    return (
      <Section title="Nothing has drifted">
        <p className={styles.sentence}>
          Everything in {environment.displayName} is as the packages brought it that were released there.
        </p>
      </Section>
    )
  return (
    <>
      {solutions.map((solution) => {
        const some = drift.filter((one) => one.solution === solution)
        return (
          <Section
            key={solution}
            title={`${solution}: ${count(some.length, 'thing')}`}
            actions={
              <Button
                as="a"
                size="small"
                icon={<ArrowDownloadRegular />}
                href={patchAddress(environment.name, solution)}
                download
              >
                Download as a patch for Dev
              </Button>
            }
          >
            <ul className={styles.plain} aria-label={`What has drifted in ${solution}`}>
              {some.map((one) => (
                <DriftItem
                  key={`${one.subject.kind} ${one.subject.key}`}
                  environment={environment}
                  drift={one}
                  ask={(verb) => setAsking({ drift: one, verb })}
                />
              ))}
            </ul>
          </Section>
        )
      })}
      {asking?.verb === 'accept' && (
        <AcceptDriftDialog environment={environment} drift={asking.drift} close={close} />
      )}
      {asking?.verb === 'revert' && (
        <RevertDriftDialog environment={environment} drift={asking.drift} close={close} />
      )}
    </>
  )
}
