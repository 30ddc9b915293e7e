import type { RunDetail } from '@/api/types'
import { JsonView } from '@/ui/JsonView'
import { Facts } from '@/ui/Page'
import { PrincipalChip } from '@/ui/Principal'
import { runAsLabel, runAsSentence } from '@/util/identity'
import { readableName } from '@/util/text'
import { startLabel } from './runColumns'
import styles from './runs.module.css'

/** What started the run, and the facts frozen then that decide whose identity its actions use. */
export function TriggerPanel({ run }: { run: RunDetail }) {
  const { invoker, rowOwner, triggerConnection, runAs } = run.facts
  return (
    <section aria-label="Trigger" className={styles.panelInner}>
      <header className={styles.panelHead}>
        <h2>{readableName(run.trigger.name)}</h2>
        <span className={styles.type}>trigger · {startLabel(run.start)}</span>
      </header>
      <div className={styles.panelBody}>
        <p className={styles.sentence}>
          These facts were frozen when the run started; they decide whose identity its actions use.
        </p>
        <Facts
          facts={[
            ['Invoker', invoker ? <PrincipalChip key="invoker" principal={invoker} /> : 'Nobody'],
            ['Row owner', rowOwner && <PrincipalChip key="rowOwner" principal={rowOwner} />],
            [
              "Trigger's connection",
              triggerConnection && <PrincipalChip key="connection" principal={triggerConnection} />,
            ],
            [
              'Run as',
              run.start === 'rowChanged' || runAs
                ? `${runAsLabel(runAs)}. ${runAsSentence(runAs)}`
                : undefined,
            ],
          ]}
        />
        {run.trigger.inputs !== undefined && (
          <JsonView value={run.trigger.inputs} label="Trigger inputs" maxHeight={260} />
        )}
        {run.trigger.outputs !== undefined && (
          <JsonView value={run.trigger.outputs} label="Trigger outputs" maxHeight={420} />
        )}
        {run.response !== undefined && <JsonView value={run.response} label="Response" maxHeight={260} />}
      </div>
    </section>
  )
}
