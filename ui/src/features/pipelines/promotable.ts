import type { Pipeline, SolutionView } from '@/api/types'

/** The environment from which a stage takes solutions: the stage before it, or the source. */
export function placeBefore({ source, stages }: Pipeline, stage: string): string {
  const at = stages.findIndex(({ environment }) => environment === stage)
  return stages[at - 1]?.environment ?? source
}

/** Those solutions that a stage can take: the first one exports what is made in the source, the others what was released before them. */
export function promotable(
  pipeline: Pipeline,
  stage: string,
  solutions: readonly SolutionView[],
): SolutionView[] {
  const isFirst = pipeline.stages[0]?.environment === stage
  return solutions.filter(({ managed }) => managed !== isFirst)
}
