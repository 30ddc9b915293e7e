import { SearchRegular } from '@fluentui/react-icons/svg/search'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { EnvironmentView, RunDetail } from '@/api/types'
import { Loading, PageState } from '@/ui/PageState'
import { ViewSwitch } from '@/ui/ViewSwitch'
import { atIteration, isInside, TRIGGER_PLACE } from '@/util/place'
import { isRunFinal } from '@/util/runStatus'
import { preferences } from '@/util/storage'
import { type ActionTab, urls } from '@/util/urls'
import { ActionPanel } from './ActionPanel'
import { ActionTree } from './ActionTree'
import { FixConnection } from './FixConnection'
import { RunGraph } from './RunGraph'
import styles from './runs.module.css'
import { TriggerPanel } from './TriggerPanel'
import { type RunTree, useRunTree } from './useRunTree'

type Shape = 'list' | 'graph'
type Props = { environment: EnvironmentView; run: RunDetail }

/** The actions of a run at the left, and the chosen one at the right. What is chosen is part of the address. */
export function RunViewer({ environment, run }: Props) {
  const { at, tab } = useSearch({ from: '/signed-in/e/$env/runs/$run' })
  const navigate = useNavigate()
  const tree = useRunTree(environment.name, run, at === TRIGGER_PLACE ? undefined : at)
  const selected = at ?? tree.failure ?? TRIGGER_PLACE
  const go = (place: string, next: ActionTab | undefined) =>
    void navigate({ ...urls.run(environment.name, run.id, place, next), replace: true })
  const select = (place: string) => go(place, tab)
  const [shape, setShape] = useState<Shape>(preferences.read('run-shape') === 'graph' ? 'graph' : 'list')
  const shown = { run, tree: withSelection(tree, selected, select), selected, select }
  return (
    <div className={styles.viewer}>
      <div className={styles.left}>
        <ViewSwitch<Shape>
          label="Show the run as"
          value={shape}
          options={[
            ['list', 'List'],
            ['graph', 'Graph'],
          ]}
          onChange={(next) => {
            preferences.write('run-shape', next)
            setShape(next)
          }}
        />
        {shape === 'graph' ? (
          <RunGraph environment={environment} {...shown} />
        ) : (
          <ActionTree
            {...shown}
            from={Date.parse(run.startedAt)}
            to={isRunFinal(run.status) && run.endedAt ? Date.parse(run.endedAt) : Date.now()}
          />
        )}
      </div>
      <div className={styles.panel}>
        <Panel
          environment={environment}
          run={run}
          tree={tree}
          selected={selected}
          tab={tab}
          selectTab={(next) => go(selected, next)}
        />
      </div>
    </div>
  )
}

/** Keeps what is selected in sight: folding its container selects that, turning the loop takes it along. */
function withSelection(tree: RunTree, selected: string, select: (place: string) => void): RunTree {
  return {
    ...tree,
    toggle: (place) => {
      tree.toggle(place)
      if (isInside(selected, place)) select(place)
    },
    showIteration: (loop, index) => {
      tree.showIteration(loop, index)
      if (isInside(selected, loop)) select(atIteration(selected, loop, index))
    },
  }
}

type PanelProps = {
  environment: EnvironmentView
  run: RunDetail
  tree: RunTree
  selected: string
  tab: ActionTab | undefined
  selectTab: (tab: ActionTab) => void
}

function Panel({ environment, run, tree, selected, tab = 'summary', selectTab }: PanelProps) {
  if (tree.looking) return <Loading what="what failed" />
  if (selected === TRIGGER_PLACE) return <TriggerPanel run={run} />
  const row = tree.rows.find((one) => one.kind === 'action' && one.place === selected)
  if (row?.kind === 'action')
    return (
      <ActionPanel
        action={row.action}
        flow={urls.flow(environment.name, run.flow.id)}
        fix={
          row.action.acting && (
            <FixConnection environment={environment} run={run} connection={row.action.acting.connection} />
          )
        }
        tab={tab}
        selectTab={selectTab}
      />
    )
  if (tree.rows.some(({ kind }) => kind === 'loading')) return <Loading what="the action" />
  return (
    <PageState icon={SearchRegular} title="This run has no such action">
      <p>The link may belong to another version of the flow. Choose an action at the left.</p>
    </PageState>
  )
}
