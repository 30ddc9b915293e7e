import { ArrowUndoRegular } from '@fluentui/react-icons/svg/arrow-undo'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { planRollback, releasesQuery, rollBack } from '@/api/releases'
import type { EnvironmentView, ReleaseView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { useUndoToast } from '@/ui/UndoToast'
import { environmentCan } from '@/util/can'
import { PlanDialog } from './PlanDialog'

type Props = { environment: EnvironmentView; release: ReleaseView; label?: string }

/** Brings the package of an earlier release in again, with the settings that it had. */
export function RollBack({ environment, release, label = 'Roll back to this' }: Props) {
  const [asking, setAsking] = useState(false)
  const say = useUndoToast()
  const name = `${release.displayName} ${release.version}`
  return (
    <>
      <ActionButton
        size="small"
        icon={<ArrowUndoRegular />}
        can={environmentCan.importSolution(environment)}
        aria-label={`${label}: ${name}`}
        onClick={() => setAsking(true)}
      >
        {label}
      </ActionButton>
      {asking && (
        <PlanDialog
          title={`Roll ${environment.displayName} back to ${name}`}
          environment={environment}
          effects="Brings that package in again, with the settings that it had. Rows stay as they are: what was written since is not taken back."
          confirm="Roll back"
          takesNote
          plan={() => planRollback(environment.name, release.id)}
          apply={(agreed) => rollBack(environment.name, release.id, agreed)}
          done={() => say('Rolled back', [`${name} is in ${environment.displayName} again.`])}
          close={() => setAsking(false)}
        />
      )}
    </>
  )
}

/** Rolls a solution back to the release before what is here, where there is one. */
export function RollBackLast({ environment, solution }: { environment: EnvironmentView; solution: string }) {
  const { data } = useQuery(releasesQuery(environment.name, solution))
  const at = data?.value.findIndex(({ current }) => current) ?? -1
  const before = at < 0 ? undefined : data?.value[at + 1]
  if (!before) return null
  return <RollBack environment={environment} release={before} label="Roll back" />
}
