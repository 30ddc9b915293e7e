import { pipeline } from '@mocks/data/pipelines'
import { expect, test } from 'vitest'
import {
  newPipeline,
  type PipelineForm,
  pipelineForm,
  pipelineProblem,
  placeBefore,
  withChangedStage,
  withoutStage,
  withStage,
  withStageEarlier,
} from './pipelineForm'

const FORM = pipelineForm(pipeline)
const order = ({ stages }: PipelineForm) => stages.map(({ environment }) => environment)

test('a pipeline that is opened and kept is the same', () => {
  const { name, description, source, stages } = pipeline
  expect(newPipeline(FORM)).toEqual({
    name,
    description,
    source,
    stages: stages.map(({ environment, approvals, approvers, deployer, replay }) => ({
      environment,
      approvals,
      replay,
      approvers: approvers.map(({ id }) => id),
      deployer: deployer?.id,
    })),
  })
  expect(pipelineProblem(FORM)).toBeUndefined()
})

test('stages are added, moved and removed, each with a key of its own', () => {
  expect(order(withStageEarlier(FORM, 1))).toEqual(['prod', 'test'])
  expect(order(withStageEarlier(FORM, 0))).toEqual(['test', 'prod'])
  expect(order(withoutStage(FORM, 0))).toEqual(['prod'])
  const added = withStage(withoutStage(FORM, 0))
  expect(new Set(added.stages.map(({ key }) => key)).size).toBe(2)
})

test.each<[string, (form: PipelineForm) => PipelineForm]>([
  ['Its name has letters a to z, digits and hyphens.', (form) => ({ ...form, name: 'To Prod' })],
  ['Choose where solutions are made.', (form) => ({ ...form, source: '' })],
  ['Add a stage.', (form) => ({ ...form, stages: [] })],
  ['Choose the environment of each stage.', withStage],
  ['Each environment stands in a pipeline only once.', (form) => ({ ...form, source: 'prod' })],
  [
    'The approvals of prod are a whole number, 0 for none.',
    (form) => withChangedStage(form, 1, { approvals: '-1' }),
  ],
  [
    'The runs that prod wants replayed are 0 for none, or 1 to 200.',
    (form) => withChangedStage(form, 1, { replay: '201' }),
  ],
  [
    'The approvals of test are a whole number, 0 for none.',
    (form) => withChangedStage(form, 0, { approvals: '' }),
  ],
  ['Say who approves for prod.', (form) => withChangedStage(form, 1, { approvers: [] })],
])('%s', (problem, change) => expect(pipelineProblem(change(FORM))).toBe(problem))

test('a stage takes solutions from the one before it, the first from the source', () => {
  expect(placeBefore(pipeline, 'test')).toBe('dev')
  expect(placeBefore(pipeline, 'prod')).toBe('test')
})
