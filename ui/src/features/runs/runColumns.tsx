import { Link } from '@tanstack/react-router'
import type { RunStatus, RunView, StartKind } from '@/api/types'
import type { Column } from '@/ui/columns'
import { PrincipalChip, PrincipalChips } from '@/ui/Principal'
import { Status } from '@/ui/Status'
import { Duration, Time } from '@/ui/Time'
import { isRunFinal } from '@/util/runStatus'
import { shortId } from '@/util/text'
import { urls } from '@/util/urls'
import styles from './runs.module.css'

export const START_LABELS: Record<StartKind, string> = {
  rowChanged: 'row change',
  button: 'button',
  httpRequest: 'HTTP request',
  recurrence: 'schedule',
  resubmit: 'resubmit',
}

export function startLabel(start: StartKind): string {
  return START_LABELS[start] ?? start
}

/** What to say of a run in which no action acted as anybody. */
export function nobodyActed(status: RunStatus): string {
  return isRunFinal(status) ? 'nobody' : 'nobody yet'
}

/** The columns of the list of runs. */
export function runColumns(env: string): Column<RunView>[] {
  return [
    {
      id: 'start',
      header: 'Start',
      fixed: true,
      tight: true,
      value: ({ startedAt }) => startedAt,
      cell: (run) => (
        <Link {...urls.run(env, run.id)} data-row-link>
          <Time at={run.startedAt} />
          <span className="sr-only">, run of {run.flow.name}</span>
        </Link>
      ),
    },
    {
      id: 'status',
      header: 'Status',
      fixed: true,
      tight: true,
      value: ({ status }) => status,
      cell: ({ status }) => <Status status={status} />,
    },
    {
      id: 'flow',
      header: 'Flow',
      value: ({ flow }) => flow.name,
      cell: ({ flow }) => (
        <Link {...urls.flow(env, flow.id)} className={styles.flow} title={flow.name}>
          {flow.name}
        </Link>
      ),
    },
    {
      id: 'startedBy',
      header: 'Started by',
      fixed: true,
      value: ({ startedBy, start }) => startedBy?.displayName ?? startLabel(start),
      cell: ({ startedBy, start, resubmitOf }) => (
        <span className={styles.line}>
          {startedBy && <PrincipalChip principal={startedBy} />}
          {resubmitOf ? (
            <Link {...urls.run(env, resubmitOf)} className={styles.quiet} title={`Resubmit of ${resubmitOf}`}>
              resubmit
            </Link>
          ) : (
            <span className={styles.quiet}>{startLabel(start)}</span>
          )}
        </span>
      ),
    },
    {
      id: 'acting',
      header: 'Acting identities',
      fixed: true,
      value: ({ actingIdentities }) => actingIdentities.map(({ displayName }) => displayName).join(', '),
      cell: ({ actingIdentities, status }) => (
        <PrincipalChips principals={actingIdentities} nobody={nobodyActed(status)} most={2} />
      ),
    },
    {
      id: 'duration',
      header: 'Duration',
      align: 'end',
      tight: true,
      value: ({ durationMs }) => durationMs,
      cell: ({ durationMs }) => <Duration milliseconds={durationMs} />,
    },
    {
      id: 'code',
      header: 'Error',
      value: ({ code }) => code,
      cell: ({ code, message }) => code && <code title={message}>{code}</code>,
    },
    {
      id: 'version',
      header: 'Version',
      align: 'end',
      tight: true,
      value: ({ version }) => version,
      cell: ({ version }) => version,
    },
    {
      id: 'resubmitOf',
      header: 'Resubmit of',
      hidden: true,
      value: ({ resubmitOf }) => resubmitOf,
      cell: ({ resubmitOf }) =>
        resubmitOf && (
          <Link {...urls.run(env, resubmitOf)}>
            <code>{shortId(resubmitOf)}</code>
          </Link>
        ),
    },
    {
      id: 'id',
      header: 'Run id',
      hidden: true,
      value: ({ id }) => id,
      cell: ({ id }) => <code>{id}</code>,
    },
  ]
}
