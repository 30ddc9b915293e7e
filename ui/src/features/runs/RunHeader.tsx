import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { EnvironmentView, RunDetail } from '@/api/types'
import { CopyButton } from '@/ui/CopyButton'
import { Notice } from '@/ui/Notice'
import { PrincipalChip, PrincipalChips } from '@/ui/Principal'
import { Prose } from '@/ui/Prose'
import { Duration, Time } from '@/ui/Time'
import { runAsLabel } from '@/util/identity'
import { isRunFinal, waitsForTurn } from '@/util/runStatus'
import { shortId } from '@/util/text'
import { urls } from '@/util/urls'
import { nobodyActed, startLabel } from './runColumns'
import styles from './runs.module.css'

type Props = { environment: EnvironmentView; run: RunDetail }

/** The facts of a run in one strip: who started it, who acted, when, how long. */
export function RunHeader({ environment, run }: Props) {
  const error = run.error ?? (run.code && run.message ? { code: run.code, message: run.message } : undefined)
  const notEnded = waitsForTurn(run) ? 'has not begun' : 'still under way'
  return (
    <>
      <dl className={styles.strip}>
        <Item name="Started by">
          {run.startedBy ? <PrincipalChip principal={run.startedBy} /> : startLabel(run.start)}
          {run.startedBy && <span className={styles.quiet}>{startLabel(run.start)}</span>}
        </Item>
        {(run.start === 'rowChanged' || run.facts.runAs) && (
          <Item name="Run as">{runAsLabel(run.facts.runAs)}</Item>
        )}
        <Item name="Acting identities">
          <PrincipalChips principals={run.actingIdentities} nobody={nobodyActed(run.status)} />
        </Item>
        <Item name="Start">
          <Time at={run.startedAt} />
        </Item>
        <Item name="Duration">
          {isRunFinal(run.status) ? <Duration milliseconds={run.durationMs} /> : notEnded}
        </Item>
        <Item name="Flow version">
          <Link {...urls.flow(environment.name, run.flow.id, 'versions')}>version {run.version}</Link>
        </Item>
        <Item name="Run id">
          <code title={run.id}>{shortId(run.id)}</code>
          <CopyButton text={run.id} label="Copy the run's id" />
        </Item>
        {run.resubmitOf && (
          <Item name="Resubmit of">
            <Link {...urls.run(environment.name, run.resubmitOf)}>
              <code>{shortId(run.resubmitOf)}</code>
            </Link>
          </Item>
        )}
      </dl>
      {waitsForTurn(run) && (
        <Notice tone="quiet" title="The run waits for its turn">
          <p>
            As many runs of the flow are under way as its trigger allows. It begins once one of them ends.
          </p>
        </Notice>
      )}
      {error && (
        <Notice tone="bad" title={`The run ended with ${error.code}`}>
          <p>
            <Prose text={error.message} />
          </p>
        </Notice>
      )}
    </>
  )
}

function Item({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
