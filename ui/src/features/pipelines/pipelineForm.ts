import type { NewPipeline, Pipeline, PrincipalChip } from '@/api/types'
import { MOST_RUNS, runsWanted } from '@/ui/replay/replayWords'

export type StageForm = {
  /** Tells the fields of stages apart while they move. */
  key: number
  environment: string
  approvals: string
  approvers: Pick<PrincipalChip, 'id' | 'displayName'>[]
  /** The id of a service account, or empty. */
  deployer: string
  /** How many runs are replayed before it is approved; 0 for none. */
  replay: string
}

/** What the fields of the dialog hold. */
export type PipelineForm = { name: string; description: string; source: string; stages: StageForm[] }

const EMPTY_STAGE = { environment: '', approvals: '0', approvers: [], deployer: '', replay: '0' }

export function pipelineForm(pipeline: Pipeline | undefined): PipelineForm {
  if (!pipeline) return { name: '', description: '', source: '', stages: [{ ...EMPTY_STAGE, key: 0 }] }
  return {
    name: pipeline.name,
    description: pipeline.description ?? '',
    source: pipeline.source,
    stages: pipeline.stages.map(({ environment, approvals, approvers, deployer, replay }, key) => ({
      key,
      environment,
      approvals: String(approvals),
      approvers,
      deployer: deployer?.id ?? '',
      replay: String(replay),
    })),
  }
}

export function withStage(form: PipelineForm): PipelineForm {
  const key = Math.max(-1, ...form.stages.map((stage) => stage.key)) + 1
  return { ...form, stages: [...form.stages, { ...EMPTY_STAGE, key }] }
}

export function withoutStage(form: PipelineForm, at: number): PipelineForm {
  return { ...form, stages: form.stages.filter((_, index) => index !== at) }
}

export function withChangedStage(form: PipelineForm, at: number, changed: Partial<StageForm>): PipelineForm {
  return {
    ...form,
    stages: form.stages.map((stage, index) => (index === at ? { ...stage, ...changed } : stage)),
  }
}

/** A stage comes one earlier; the first stays. */
export function withStageEarlier(form: PipelineForm, at: number): PipelineForm {
  const stages = [...form.stages]
  const [moved] = stages.splice(at, 1)
  if (moved) stages.splice(Math.max(at - 1, 0), 0, moved)
  return { ...form, stages }
}

/** Why the pipeline cannot be kept like this; nothing when it can. */
export function pipelineProblem({ name, source, stages }: PipelineForm): string | undefined {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) return 'Its name has letters a to z, digits and hyphens.'
  if (source === '') return 'Choose where solutions are made.'
  if (stages.length === 0) return 'Add a stage.'
  if (stages.some(({ environment }) => environment === '')) return 'Choose the environment of each stage.'
  const places = [source, ...stages.map(({ environment }) => environment)]
  if (new Set(places).size < places.length) return 'Each environment stands in a pipeline only once.'
  for (const { environment, approvals, approvers, replay } of stages) {
    const needed = Number(approvals)
    if (approvals.trim() === '' || !Number.isInteger(needed) || needed < 0)
      return `The approvals of ${environment} are a whole number, 0 for none.`
    if (replay.trim() !== '0' && runsWanted(replay) === undefined)
      return `The runs that ${environment} wants replayed are 0 for none, or 1 to ${MOST_RUNS}.`
    if (needed > 0 && approvers.length === 0) return `Say who approves for ${environment}.`
  }
  return undefined
}

export function newPipeline({ name, description, source, stages }: PipelineForm): NewPipeline {
  return {
    name,
    description: description.trim() || undefined,
    source,
    stages: stages.map(({ environment, approvals, approvers, deployer, replay }) => ({
      environment,
      approvals: Number(approvals),
      approvers: approvers.map(({ id }) => id),
      deployer: deployer || undefined,
      replay: Number(replay),
    })),
  }
}

/** The environment from which a stage takes solutions: the stage before it, or the source. */
export function placeBefore({ source, stages }: Pipeline, stage: string): string {
  const at = stages.findIndex(({ environment }) => environment === stage)
  return stages[at - 1]?.environment ?? source
}
