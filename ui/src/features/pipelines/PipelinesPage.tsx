import { AddRegular } from '@fluentui/react-icons/svg/add'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { pipelinesQuery } from '@/api/pipelines'
import { ActionButton } from '@/ui/ActionButton'
import { CliCommand } from '@/ui/CliCommand'
import { Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { pipelineCan } from '@/util/can'
import { cli } from '@/util/cli'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { PipelineDialog } from './PipelineDialog'
import styles from './pipelines.module.css'
import { StageStrip } from './StageStrip'

/** The ways on which solutions travel from Dev to Prod. */
export function PipelinesPage() {
  const me = useMe()
  const query = useQuery(pipelinesQuery())
  const [isMaking, setMaking] = useState(false)
  return (
    <Page
      title="Pipelines"
      intro="The ways on which solutions travel: from the environment where they are made, through stages where others look at what would change, to where they work."
      actions={
        <>
          <CliCommand command={cli.pipelineList()} />
          <ActionButton
            appearance="primary"
            size="small"
            icon={<AddRegular />}
            can={pipelineCan.create(me)}
            onClick={() => setMaking(true)}
          >
            New pipeline
          </ActionButton>
        </>
      }
    >
      <QueryState query={query} what="the pipelines">
        {({ value }) =>
          value.length === 0 ? (
            <Section title="No pipeline yet">
              <p className={styles.sentence}>
                A pipeline names the environments that solutions go through, and who approves at each. Until
                there is one, solutions are imported by hand.
              </p>
            </Section>
          ) : (
            value.map((pipeline) => (
              <Section
                key={pipeline.id}
                title={pipeline.name}
                actions={<Link {...urls.pipeline(pipeline.name)}>Open {pipeline.name}</Link>}
              >
                {pipeline.description && <p className={styles.sentence}>{pipeline.description}</p>}
                <StageStrip pipeline={pipeline} />
              </Section>
            ))
          )
        }
      </QueryState>
      {isMaking && <PipelineDialog close={() => setMaking(false)} />}
    </Page>
  )
}
