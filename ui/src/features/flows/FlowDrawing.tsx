import { Button } from '@fluentui/react-components'
import { PeopleRegular } from '@fluentui/react-icons/svg/people'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import type { EnvironmentView, FlowDetail } from '@/api/types'
import { Drawing } from '@/canvas/Drawing'
import { FlowOutline } from '@/canvas/FlowOutline'
import { allNodes, type FlowNode, graphOf } from '@/canvas/graph'
import { useFolding } from '@/canvas/useFolding'
import { IdentityTag } from '@/ui/IdentityTag'
import { Badge } from '@/ui/Status'
import { ViewSwitch } from '@/ui/ViewSwitch'
import { identityGroups, identityLine, runAsLabel, runAsSentence } from '@/util/identity'
import { preferences } from '@/util/storage'
import { urls } from '@/util/urls'
import drawing from './drawing.module.css'
import { IdentityList } from './IdentityList'
import { NodePanel } from './NodePanel'

type Props = { environment: EnvironmentView; flow: FlowDetail }
type Shape = 'canvas' | 'outline'

/** A flow as it is built, with the identity that each action will use, and at the right what is chosen. */
export function FlowDrawing({ environment, flow }: Props) {
  const { at } = useSearch({ from: '/signed-in/e/$env/flows/$flow' })
  const navigate = useNavigate()
  const [shape, setShape] = useState<Shape>(
    preferences.read('flow-shape') === 'outline' ? 'outline' : 'canvas',
  )
  const graph = useMemo(() => graphOf(flow.definition), [flow.definition])
  const nodes = useMemo(() => allNodes(graph), [graph])
  const folding = useFolding(nodes.filter(({ branches }) => branches.length > 0).map(({ place }) => place))
  const groups = identityGroups(flow)
  const chosen = nodes.find(({ place }) => place === at)
  const select = (place: string | undefined) =>
    void navigate({ ...urls.flow(environment.name, flow.id, 'flow', place), replace: true })
  const view = useCallback((node: FlowNode) => cardView(flow, node), [flow])
  const Shown = shape === 'canvas' ? Drawing : FlowOutline
  return (
    <div className={drawing.whole}>
      <div className={drawing.bar}>
        <Button
          size="small"
          appearance={chosen ? 'outline' : 'secondary'}
          icon={<PeopleRegular />}
          onClick={() => select(undefined)}
        >
          {`Identities: ${identityLine(groups)}`}
        </Button>
        <span className={drawing.grow} />
        <Button size="small" appearance="subtle" onClick={() => folding.setAll(false)}>
          Fold all
        </Button>
        <Button size="small" appearance="subtle" onClick={() => folding.setAll(true)}>
          Unfold all
        </Button>
        <ViewSwitch<Shape>
          label="Show the flow as"
          value={shape}
          options={[
            ['canvas', 'Canvas'],
            ['outline', 'Outline'],
          ]}
          onChange={(next) => {
            preferences.write('flow-shape', next)
            setShape(next)
          }}
        />
      </div>
      <div className={drawing.parts}>
        <Shown
          graph={graph}
          label={`The flow ${flow.name}`}
          isOpen={folding.isOpen}
          toggle={folding.toggle}
          selected={chosen?.place}
          select={select}
          view={view}
        />
        <div className={drawing.panel}>
          {chosen ? (
            <NodePanel flow={flow} node={chosen} />
          ) : (
            <IdentityList
              groups={groups}
              select={(action) =>
                select(nodes.find(({ name, kind }) => kind === 'action' && name === action)?.place)
              }
            />
          )}
        </div>
      </div>
    </div>
  )
}

/** What a card says about identities: the trigger its run as, an action whom it acts as. */
function cardView(flow: FlowDetail, node: FlowNode) {
  if (node.kind === 'trigger') {
    return flow.runAs === undefined
      ? {}
      : {
          aside: <Badge tone="busy">{`Run as: ${runAsLabel(flow.runAs)}`}</Badge>,
          says: runAsSentence(flow.runAs),
        }
  }
  const use = flow.identities.find(({ action }) => action === node.name)
  return use ? { aside: <IdentityTag use={use} />, says: use.actsAs } : {}
}
