import { Link } from '@tanstack/react-router'
import type { FiringView } from '@/api/types'
import type { Column } from '@/ui/columns'
import { Prose } from '@/ui/Prose'
import { Status } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { shortId } from '@/util/text'
import { urls } from '@/util/urls'
import { dueAt, outcome } from './firings'
import styles from './flows.module.css'

/** The columns of the list of firings. */
export function firingColumns(env: string): Column<FiringView>[] {
  return [
    {
      id: 'fired',
      header: 'Fired',
      fixed: true,
      tight: true,
      value: ({ properties }) => properties.startTime,
      cell: (firing) => <Fired firing={firing} />,
    },
    {
      id: 'status',
      header: 'Status',
      fixed: true,
      tight: true,
      value: ({ properties }) => properties.status,
      cell: ({ properties }) => <Status status={properties.status} />,
    },
    {
      id: 'outcome',
      header: 'What came of it',
      fixed: true,
      value: (firing) => outcome(firing),
      cell: (firing) => <Outcome env={env} firing={firing} />,
    },
    {
      id: 'scheduled',
      header: 'Scheduled',
      tight: true,
      hidden: true,
      value: ({ properties }) => properties.scheduledTime,
      cell: ({ properties: { scheduledTime } }) => scheduledTime && <Time at={scheduledTime} />,
    },
    {
      id: 'run',
      header: 'Run id',
      hidden: true,
      value: ({ properties }) => properties.run?.name,
      cell: ({ properties: { run } }) => run && <code>{run.name}</code>,
    },
    {
      id: 'code',
      header: 'Code',
      hidden: true,
      value: ({ properties }) => properties.code,
      cell: ({ properties }) => <code>{properties.code}</code>,
    },
    {
      id: 'tracking',
      header: 'Tracking id',
      hidden: true,
      value: ({ properties }) => properties.correlation.clientTrackingId,
      cell: ({ properties }) => <code>{properties.correlation.clientTrackingId}</code>,
    },
  ]
}

/** When the trigger fired, and when it was to, where that differs. */
function Fired({ firing }: { firing: FiringView }) {
  const due = dueAt(firing)
  return (
    <>
      <Time at={firing.properties.startTime} />
      {due && (
        <div className={styles.quiet}>
          scheduled <Time at={due} />
        </div>
      )}
    </>
  )
}

/** The run that a firing started, or why it started none. */
function Outcome({ env, firing }: { env: string; firing: FiringView }) {
  const { run, code } = firing.properties
  if (run) {
    return (
      <Link {...urls.run(env, run.name)} data-row-link title={run.name}>
        It started the run <code className={styles.run}>{shortId(run.name)}</code>
      </Link>
    )
  }
  return (
    <>
      <Prose text={outcome(firing)} /> <code className={styles.code}>{code}</code>
    </>
  )
}
