import { Button } from '@fluentui/react-components'
import { ArrowRightRegular } from '@fluentui/react-icons/svg/arrow-right'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { pipelinesQuery } from '@/api/pipelines'
import type { EnvironmentView } from '@/api/types'
import { pipelineCan } from '@/util/can'
import { urls } from '@/util/urls'
import styles from '../solutions.module.css'

type Props = { environment: EnvironmentView; solution: string; version: string }

/** Instead of carrying the file: the pipelines that begin here, each to its first stage. */
export function PushToStage({ environment, solution, version }: Props) {
  const navigate = useNavigate()
  const pipelines = (useQuery(pipelinesQuery()).data?.value ?? []).filter(
    (pipeline) => pipeline.source === environment.name && !pipelineCan.request(pipeline).reason,
  )
  const ways = pipelines.flatMap(({ name, stages: [first] }) => (first ? [{ name, first }] : []))
  if (ways.length === 0) return null
  return (
    <>
      <p className={styles.sentence}>
        Or ask for a promotion: the pipeline makes the managed package, and plans what it would do before
        anybody approves.
      </p>
      <div className={styles.line}>
        {ways.map(({ name, first: { environment: to, displayName } }) => (
          <Button
            key={name}
            icon={<ArrowRightRegular />}
            onClick={() => void navigate(urls.pipeline(name, { solution, to, version }))}
          >
            Push {version} to {displayName} on {name}
          </Button>
        ))}
      </div>
    </>
  )
}
