import type { FlowDetail } from '@/api/types'
import { kindLine } from '@/canvas/cardView'
import type { FlowNode } from '@/canvas/graph'
import { nodeFacts } from '@/canvas/nodeFacts'
import { JsonView } from '@/ui/JsonView'
import { Facts } from '@/ui/Page'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { WhyIdentity } from '@/ui/WhyIdentity'
import { ABILITIES, identityWord, MODE_LABELS, runAsLabel, runAsSentence } from '@/util/identity'
import { readableName } from '@/util/text'
import drawing from './drawing.module.css'

type Props = { flow: FlowDetail; node: FlowNode }

/** Everything about one trigger or action of a flow, to read: whose identity and why, inputs, settings, expressions. */
export function NodePanel({ flow, node }: Props) {
  const { description, starts, inputs, settings, expressions } = nodeFacts(node)
  return (
    <section className={drawing.about} aria-label={readableName(node.name)}>
      <h2>{readableName(node.name)}</h2>
      <p className={drawing.quiet}>{kindLine(node)}</p>
      {description && <p>{description}</p>}
      {node.kind === 'trigger' ? <RunAs flow={flow} /> : <Identity flow={flow} action={node.name} />}
      <Facts
        facts={[
          ['Starts', starts],
          ['Type', <code key="type">{node.type}</code>],
          ['Name in the file', <code key="name">{node.name}</code>],
        ]}
      />
      {inputs !== undefined && <JsonView value={inputs} label="Inputs" maxHeight={320} />}
      {settings && <JsonView value={settings} label="Settings" maxHeight={240} />}
      {expressions.length > 0 && (
        <>
          <h3>Expressions</h3>
          <dl className={drawing.expressions}>
            {expressions.map(({ path, text }) => (
              <div key={path}>
                <dt>{path}</dt>
                <dd>
                  <code>{text}</code>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  )
}

function RunAs({ flow }: { flow: FlowDetail }) {
  return (
    <div className={drawing.identity}>
      <Badge tone="busy">{`Run as: ${runAsLabel(flow.runAs)}`}</Badge>
      <p>{runAsSentence(flow.runAs)}</p>
    </div>
  )
}

function Identity({ flow, action }: { flow: FlowDetail; action: string }) {
  const use = flow.identities.find((one) => one.action === action)
  if (!use) return <p className={drawing.quiet}>It calls no connector, so it acts as nobody.</p>
  const reference = flow.references.find(({ key }) => key === use.connectionReference)
  return (
    <div className={drawing.identity}>
      <p>
        Acts as{' '}
        {use.principal ? (
          <PrincipalChip principal={use.principal} />
        ) : (
          <Badge tone={use.rule === undefined ? 'warn' : 'busy'}>{identityWord(use)}</Badge>
        )}
      </p>
      <p>{use.actsAs}</p>
      <p>
        <Badge tone={ABILITIES[use.ability].tone}>{ABILITIES[use.ability].label}</Badge> {use.because}
      </p>
      <Facts
        facts={[
          ['Connection', reference?.connection?.displayName ?? 'none yet'],
          ['Reference', <code key="reference">{reference?.logicalName ?? use.connectionReference}</code>],
          ['Used as', MODE_LABELS[use.mode]],
        ]}
      />
      <WhyIdentity rule={use.rule} />
    </div>
  )
}
