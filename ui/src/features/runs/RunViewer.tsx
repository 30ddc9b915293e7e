import { useNavigate, useSearch } from '@tanstack/react-router'
import type { EnvironmentView, RunDetail } from '@/api/types'
import { isRunFinal } from '@/util/runStatus'
import { type ActionTab, urls } from '@/util/urls'
import { ActionPanel } from './ActionPanel'
import { ActionTree } from './ActionTree'
import { TRIGGER_PLACE } from './place'
import styles from './runs.module.css'
import { TriggerPanel } from './TriggerPanel'
import { useRunTree } from './useRunTree'

type Props = { environment: EnvironmentView; run: RunDetail }

/** The actions of a run at the left, and the chosen one at the right. What is chosen is part of the address. */
export function RunViewer({ environment, run }: Props) {
  const { at, tab } = useSearch({ from: '/signed-in/e/$env/runs/$run' })
  const navigate = useNavigate()
  const tree = useRunTree(environment.name, run, at === TRIGGER_PLACE ? undefined : at)
  const selected = at ?? tree.failure ?? TRIGGER_PLACE
  const select = (place: string) =>
    void navigate({ ...urls.run(environment.name, run.id, place, tab), replace: true })
  const selectTab = (next: ActionTab) =>
    void navigate({ ...urls.run(environment.name, run.id, selected, next), replace: true })
  const row = tree.rows.find((candidate) => candidate.kind === 'action' && candidate.place === selected)
  const end = isRunFinal(run.status) && run.endedAt ? Date.parse(run.endedAt) : Date.now()
  return (
    <div className={styles.viewer}>
      <ActionTree
        run={run}
        tree={tree}
        selected={selected}
        select={select}
        from={Date.parse(run.startedAt)}
        to={end}
      />
      <div className={styles.panel}>
        {row?.kind === 'action' ? (
          <ActionPanel action={row.action} tab={tab ?? 'summary'} selectTab={selectTab} />
        ) : (
          <TriggerPanel run={run} />
        )}
      </div>
    </div>
  )
}
