import type { AttemptView } from '@/api/types'
import { Prose } from '@/ui/Prose'
import { Duration, Time } from '@/ui/Time'
import styles from './runs.module.css'

/** Every time an action was tried, with what came of it. */
export function AttemptsTable({ attempts }: { attempts: readonly AttemptView[] }) {
  if (attempts.length === 0) return <p className={styles.sentence}>The action was not tried.</p>
  return (
    <table className={styles.attempts} aria-label="Attempts">
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col">Start</th>
          <th scope="col">Duration</th>
          <th scope="col">Result</th>
        </tr>
      </thead>
      <tbody>
        {attempts.map(({ number, startedAt, endedAt, code, message }) => (
          <tr key={number}>
            <td>{number}</td>
            <td>
              <Time at={startedAt} />
            </td>
            <td>
              <Duration milliseconds={endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : undefined} />
            </td>
            <td>
              {code ? <code>{code}</code> : endedAt ? 'done' : 'under way'}{' '}
              {message && <Prose text={message} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
