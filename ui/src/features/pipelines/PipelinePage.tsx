import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { pipelineQuery, promotionsQuery } from '@/api/pipelines'
import type { Pipeline } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { CliCommand } from '@/ui/CliCommand'
import { SolutionMatrix } from '@/ui/matrix/SolutionMatrix'
import { Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { pipelineCan } from '@/util/can'
import { cli } from '@/util/cli'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { DeletePipelineDialog } from './DeletePipelineDialog'
import { PipelineDialog } from './PipelineDialog'
import { PromotionTable } from './PromotionTable'
import { RequestDialog } from './RequestDialog'
import { StageStrip } from './StageStrip'

export function PipelinePage() {
  const { pipeline } = useParams({ from: '/signed-in/pipelines/$pipeline' })
  const query = useQuery(pipelineQuery(pipeline))
  return (
    <QueryState query={query} what="this pipeline">
      {(found) => <Loaded pipeline={found} />}
    </QueryState>
  )
}

function Loaded({ pipeline }: { pipeline: Pipeline }) {
  const ask = useSearch({ from: '/signed-in/pipelines/$pipeline' })
  const navigate = useNavigate()
  const [asking, setAsking] = useState<'change' | 'delete'>()
  const promotions = useQuery(promotionsQuery({ pipeline: pipeline.name }))
  const { environments } = useMe()
  const source = environments.find(({ name }) => name === pipeline.source)
  const close = () => setAsking(undefined)
  return (
    <Page
      title={pipeline.name}
      crumb={<Link {...urls.pipelines()}>Pipelines</Link>}
      intro={pipeline.description}
      actions={
        <>
          <CliCommand command={cli.pipelineShow(pipeline.name)} />
          <ActionButton size="small" can={pipelineCan.manage(pipeline)} onClick={() => setAsking('delete')}>
            Delete
          </ActionButton>
          <ActionButton size="small" can={pipelineCan.manage(pipeline)} onClick={() => setAsking('change')}>
            Change
          </ActionButton>
          <ActionButton
            size="small"
            appearance="primary"
            can={pipelineCan.request(pipeline)}
            onClick={() =>
              void navigate(urls.pipeline(pipeline.name, { to: pipeline.stages[0]?.environment }))
            }
          >
            Promote a solution
          </ActionButton>
        </>
      }
    >
      <Section title="Stages">
        <StageStrip pipeline={pipeline} />
      </Section>
      <SolutionMatrix
        title="Which version is where"
        environments={[
          { name: pipeline.source, displayName: pipeline.source, kind: 'dev', protected: false, ...source },
          ...pipeline.stages.map((stage) => ({ ...stage, name: stage.environment })),
        ]}
        pipelines={[pipeline]}
      />
      <QueryState query={promotions} what="the promotions">
        {({ value }) => (
          <PromotionTable promotions={value} empty="Nothing was promoted on this pipeline yet." />
        )}
      </QueryState>
      {asking === 'change' && <PipelineDialog pipeline={pipeline} close={close} />}
      {asking === 'delete' && <DeletePipelineDialog pipeline={pipeline} close={close} />}
      {ask.to && (
        <RequestDialog
          key={JSON.stringify(ask)}
          pipeline={pipeline}
          to={ask.to}
          solution={ask.solution}
          version={ask.version}
          close={() => void navigate({ ...urls.pipeline(pipeline.name), replace: true })}
        />
      )}
    </Page>
  )
}
