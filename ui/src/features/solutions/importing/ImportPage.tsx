import { Button, Spinner } from '@fluentui/react-components'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { EnvironmentView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ErrorNotice, Notice } from '@/ui/Notice'
import { Page } from '@/ui/Page'
import { Bindings } from '@/ui/plan/Bindings'
import { Owners } from '@/ui/plan/Owners'
import { PlanView } from '@/ui/plan/PlanView'
import { Values } from '@/ui/plan/Values'
import { Wizard } from '@/ui/Wizard'
import { environmentCan } from '@/util/can'
import { urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { ApplyStep } from './ApplyStep'
import { ChecksStep } from './ChecksStep'
import { DoneStep } from './DoneStep'
import { importSteps, stepAfter, whyNotApply } from './importSteps'
import { ReplayStep } from './ReplayStep'
import { SourceStep } from './SourceStep'
import { TargetStep } from './TargetStep'
import { type Importing, useImport } from './useImport'

/** Brings a package into an environment: what it is, what it changes, what it needs, and then all of it at once. */
export function ImportPage() {
  const environment = useEnvironment()
  const importing = useImport(environment)
  const [note, setNote] = useState('')
  const { draft, plan, release, step, setStep, planning } = importing
  const refused = environmentCan.importSolution(environment).reason
  return (
    <Page
      title={`Import a solution into ${environment.displayName}`}
      environment={environment}
      crumb={<Link {...urls.solutions(environment.name)}>Solutions</Link>}
    >
      {refused ? (
        <Notice tone="warn" title={refused} />
      ) : (
        <Wizard
          label="Steps of the import"
          steps={importSteps(draft, plan !== undefined, release !== undefined)}
          current={step}
          onStep={setStep}
          next={<Next environment={environment} importing={importing} note={note} />}
        >
          {planning.isPending && (
            <div role="status">
              <Spinner size="tiny" labelPosition="after" label="The server is planning…" />
            </div>
          )}
          <ErrorNotice error={planning.error} />
          <Step environment={environment} importing={importing} note={note} setNote={setNote} />
        </Wizard>
      )}
    </Page>
  )
}

type StepProps = {
  environment: EnvironmentView
  importing: Importing
  note: string
  setNote: (note: string) => void
}

function Step({ environment, importing, note, setNote }: StepProps) {
  const { plan, release, step } = importing
  if (release) return <DoneStep environment={environment} release={release} />
  if (step === 'source') return <SourceStep importing={importing} />
  if (step === 'target' || !plan) return <TargetStep environment={environment} importing={importing} />
  const choices = { plan, settings: importing.draft.settings, choose: importing.choose }
  switch (step) {
    case 'bind':
      return <Bindings environment={environment} {...choices} />
    case 'variables':
      return <Values {...choices} />
    case 'owners':
      return <Owners {...choices} />
    case 'checks':
      return <ChecksStep environment={environment} importing={importing} plan={plan} />
    case 'replay':
      return <ReplayStep environment={environment} importing={importing} plan={plan} />
    case 'apply':
      return (
        <ApplyStep
          environment={environment}
          importing={importing}
          plan={plan}
          note={note}
          setNote={setNote}
        />
      )
    default:
      return <PlanView plan={plan} environment={environment.name} />
  }
}

/** The button that goes on. */
function Next({ environment, importing, note }: Omit<StepProps, 'setNote'>) {
  const navigate = useNavigate()
  const { draft, plan, release, step, setStep, planning, applying, replan, apply } = importing
  if (release) {
    return (
      <Button
        appearance="primary"
        onClick={() => void navigate(urls.solution(environment.name, release.solution))}
      >
        Open the solution
      </Button>
    )
  }
  if (step === 'target') {
    return (
      <Button
        appearance="primary"
        disabledFocusable={planning.isPending}
        onClick={() => replan(draft, 'changes')}
      >
        Show what changes
      </Button>
    )
  }
  if (step === 'apply' && plan) {
    return (
      <ActionButton
        appearance="primary"
        can={{ reason: whyNotApply(plan, planning.isPending, planning.isError) }}
        busy={applying.isPending}
        onClick={() => apply(plan, note)}
      >
        {applying.isPending ? 'Importing…' : `Import into ${environment.displayName}`}
      </ActionButton>
    )
  }
  return (
    <ActionButton
      appearance="primary"
      can={draft.package ? {} : { reason: 'Choose a package first.' }}
      onClick={() => setStep(stepAfter(step))}
    >
      Next
    </ActionButton>
  )
}
