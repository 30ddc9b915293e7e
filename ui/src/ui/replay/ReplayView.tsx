import { Link } from '@tanstack/react-router'
import type { ReplayDifference, ReplayedRun, ReplayReport } from '@/api/types'
import { JsonView } from '@/ui/JsonView'
import { Notice } from '@/ui/Notice'
import { PlainTable } from '@/ui/PlainTable'
import { Prose } from '@/ui/Prose'
import { Badge, Status, type Tone } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { count, shortId } from '@/util/text'
import { urls } from '@/util/urls'
import styles from './replay.module.css'
import { replayTitle } from './replayWords'

type Props = {
  /** Where the runs are. */
  environment: string
  report: Pick<ReplayReport, 'same' | 'different' | 'notReplayed' | 'runs'>
}

/** What recorded runs would have done: those that would go otherwise first, in words. */
export function ReplayView({ environment, report }: Props) {
  const { different, notReplayed, same, runs } = report
  const others = runs.filter(({ differences }) => differences.length > 0)
  const alike = runs.filter((run) => run.same)
  const left = runs.filter(({ why }) => why !== undefined)
  return (
    <div className={styles.stack}>
      <Notice tone={different > 0 ? 'warn' : same > 0 ? 'ok' : 'quiet'} title={replayTitle(report)}>
        {notReplayed > 0 && <p>{count(notReplayed, 'run was', 'runs were')} not replayed.</p>}
      </Notice>
      {others.length > 0 && (
        <ul className={styles.runs} aria-label="Runs that would go otherwise">
          {others.map((run) => (
            <li key={run.run}>
              <OtherRun environment={environment} run={run} />
            </li>
          ))}
        </ul>
      )}
      {left.length > 0 && (
        <PlainTable label="Runs that were not replayed" head={['Run', 'Why not']}>
          {left.map((run) => (
            <tr key={run.run}>
              <td>
                <RunLink environment={environment} run={run} />
              </td>
              <td>{run.why && <Prose text={run.why} />}</td>
            </tr>
          ))}
        </PlainTable>
      )}
      {alike.length > 0 && (
        <details>
          <summary className={styles.summary}>
            {count(alike.length, 'run')} that would go as {alike.length === 1 ? 'it' : 'they'} did
          </summary>
          <PlainTable label="Runs that would go as they did" head={['Run', 'Ended']}>
            {alike.map((run) => (
              <tr key={run.run}>
                <td>
                  <RunLink environment={environment} run={run} />
                </td>
                <td>{run.before && <Status status={run.before} />}</td>
              </tr>
            ))}
          </PlainTable>
        </details>
      )}
    </div>
  )
}

type RunProps = { environment: string; run: ReplayedRun }

/** A run that the reader may not see has neither a name nor a page. */
function RunLink({ environment, run: { run, flowName, startedAt } }: RunProps) {
  if (flowName === undefined) return <code>{shortId(run)}</code>
  return (
    <span className={styles.line}>
      <Link {...urls.run(environment, run)}>{flowName}</Link> {startedAt && <Time at={startedAt} />}
    </span>
  )
}

function OtherRun({ environment, run }: RunProps) {
  const { before, after, differences } = run
  return (
    <>
      <div className={styles.line}>
        <RunLink environment={environment} run={run} />
        {before && <Status status={before} />}
        {before !== after && (
          <>
            <span aria-hidden>→</span>
            <span className="sr-only">would become</span>
            {after ? <Status status={after} /> : <Badge tone="quiet">not known</Badge>}
          </>
        )}
      </div>
      <ul className={styles.differences}>
        {differences.map((difference) => (
          <li key={`${difference.kind} ${difference.sentence}`}>
            <Difference difference={difference} />
          </li>
        ))}
      </ul>
    </>
  )
}

const KINDS: Record<ReplayDifference['kind'], readonly [string, Tone]> = {
  identity: ['Identity', 'bad'],
  status: ['Status', 'bad'],
  effectExtra: ['New call', 'warn'],
  effectMissing: ['No call', 'warn'],
  effectChanged: ['Other call', 'warn'],
  output: ['Output', 'quiet'],
}
/** Their sentence already says what was and would be. */
const TOLD = new Set<ReplayDifference['kind']>(['identity', 'status'])

function Difference({ difference: { kind, sentence, before, after } }: { difference: ReplayDifference }) {
  const [word, tone] = KINDS[kind]
  const hasValues = (before !== undefined || after !== undefined) && !TOLD.has(kind)
  return (
    <>
      <Badge tone={tone}>{word}</Badge> <Prose text={sentence} />
      {hasValues && (
        <details>
          <summary className={styles.summary}>Before and after</summary>
          <div className={styles.pair}>
            {before !== undefined && <JsonView value={before} label="Before" maxHeight={240} />}
            {after !== undefined && <JsonView value={after} label="After" maxHeight={240} />}
          </div>
        </details>
      )}
    </>
  )
}
