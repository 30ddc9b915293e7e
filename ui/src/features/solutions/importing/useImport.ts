import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { applyDeployment, type Deployment, planDeployment, replayDeployment } from '@/api/solutions'
import type { DeploymentPlan, EnvironmentView, ReleaseView, RunsToReplay } from '@/api/types'
import { writeSettings } from '@/util/deploymentSettings'
import { type Draft, EMPTY_DRAFT, type ImportStep } from './importSteps'

/** What to send for a draft that has a package. */
function deploymentOf({ package: zip, envelope, settings, mode }: Draft): Deployment | undefined {
  return zip && { package: zip, envelope, settings: writeSettings(settings), mode }
}

type Planned = { environment: string; plan: DeploymentPlan }

/**
 * An import under way. The server plans again after each choice, so what is shown is always its answer; a plan is for one
 * environment, and counts no more once another one is chosen.
 */
export function useImport(environment: EnvironmentView) {
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState(EMPTY_DRAFT)
  const [step, setStep] = useState<ImportStep>('source')
  const [planned, setPlanned] = useState<Planned>()
  const [release, setRelease] = useState<ReleaseView>()
  const planning = useMutation({
    mutationFn: (asked: Deployment) => planDeployment(environment.name, asked),
  })
  const applying = useMutation({
    mutationFn: ({ deployment, ...agreed }: { deployment: Deployment; expect: string; note?: string }) =>
      applyDeployment(environment.name, deployment, agreed),
    onSuccess: async (done) => {
      setRelease(done)
      setStep('done')
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
    },
  })
  const replaying = useMutation({
    mutationFn: ({ deployment, runs }: { deployment: Deployment; runs: RunsToReplay }) =>
      replayDeployment(environment.name, deployment, runs),
  })
  const plan = planned?.environment === environment.name ? planned.plan : undefined
  const replan = (next: Draft = draft, then?: ImportStep) => {
    const deployment = deploymentOf(next)
    if (!deployment) return
    applying.reset()
    replaying.reset()
    // Of several in a row only the last counts.
    planning.mutate(deployment, {
      onSuccess: (found) => {
        setPlanned({ environment: environment.name, plan: found })
        if (then) setStep(then)
      },
    })
  }
  return {
    draft,
    plan,
    release,
    planning,
    replaying,
    applying,
    /** Without a plan for this environment, only the first two steps make sense. */
    step: plan || release || step === 'source' ? step : ('target' as const),
    setStep,
    replan,
    /** Other files, or another way: what was planned counts no more. */
    change: (changes: Partial<Draft>) => {
      setDraft((before) => ({ ...before, ...changes }))
      setPlanned(undefined)
      planning.reset()
      replaying.reset()
    },
    /** Another choice within the plan. */
    choose: (settings: Draft['settings']) => {
      const next = { ...draft, settings }
      setDraft(next)
      replan(next)
    },
    replay: (runs: RunsToReplay) => {
      const deployment = deploymentOf(draft)
      if (deployment) replaying.mutate({ deployment, runs })
    },
    apply: (agreed: DeploymentPlan, note: string) => {
      const deployment = deploymentOf(draft)
      if (deployment) applying.mutate({ deployment, expect: agreed.digest, note: note.trim() || undefined })
    },
  }
}

export type Importing = ReturnType<typeof useImport>
