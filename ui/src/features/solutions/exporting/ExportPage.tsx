import { Button } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type ExportHow, exportQuery, solutionQuery } from '@/api/solutions'
import type { EnvironmentView, ExportPreview, SolutionDetail } from '@/api/types'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { Wizard } from '@/ui/Wizard'
import { urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { ContentStep } from './ContentStep'
import { DownloadStep } from './DownloadStep'
import { EXPORT_STEPS, type ExportStep, stepAfter } from './exportSteps'
import { FindingsStep } from './FindingsStep'
import { ReferencesStep } from './ReferencesStep'
import { VersionStep } from './VersionStep'

/** Makes a package of a solution: which version, what is in it, what is wrong with it, and the files. */
export function ExportPage() {
  const environment = useEnvironment()
  const { solution } = useParams({ from: '/signed-in/e/$env/solutions/$solution/export' })
  const query = useQuery(solutionQuery(environment.name, solution))
  return (
    <QueryState query={query} what="this solution">
      {(detail) => <Exporting environment={environment} solution={detail} />}
    </QueryState>
  )
}

type Props = { environment: EnvironmentView; solution: SolutionDetail }

function Exporting({ environment, solution }: Props) {
  const { uniqueName, displayName } = solution
  const [how, setHow] = useState<ExportHow>({ managed: true })
  const [step, setStep] = useState<ExportStep>('version')
  const query = useQuery(exportQuery(environment.name, uniqueName))
  return (
    <Page
      title={`Export ${displayName || uniqueName}`}
      environment={environment}
      crumb={<Link {...urls.solution(environment.name, uniqueName)}>{displayName || uniqueName}</Link>}
    >
      <QueryState query={query} what="what the package would hold">
        {(preview) => (
          <Wizard
            label="Steps of the export"
            steps={EXPORT_STEPS}
            current={step}
            onStep={setStep}
            next={
              step !== 'download' && (
                <Button appearance="primary" onClick={() => setStep(stepAfter(step))}>
                  Next
                </Button>
              )
            }
          >
            <Step
              step={step}
              environment={environment}
              solution={solution}
              how={{ ...how, version: how.version ?? preview.suggestedVersion }}
              setHow={setHow}
              preview={preview}
            />
          </Wizard>
        )}
      </QueryState>
    </Page>
  )
}

type StepProps = Props & {
  step: ExportStep
  how: Required<ExportHow>
  setHow: (how: ExportHow) => void
  preview: ExportPreview
}

function Step({ step, environment, solution, how, setHow, preview }: StepProps) {
  switch (step) {
    case 'content':
      return <ContentStep environment={environment} solution={solution} preview={preview} />
    case 'findings':
      return <FindingsStep findings={preview.findings} />
    case 'variables':
      return <ReferencesStep preview={preview} />
    case 'download':
      return <DownloadStep environment={environment} how={how} preview={preview} />
    default:
      return <VersionStep how={how} setHow={setHow} preview={preview} />
  }
}
