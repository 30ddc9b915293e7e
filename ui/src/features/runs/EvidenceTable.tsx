import type { AttemptView, EchoView } from '@/api/types'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import styles from './runs.module.css'

/** For each attempt, as whom and with which secret it was made, and whom the target says that it saw. */
export function EvidenceTable({ attempts }: { attempts: readonly AttemptView[] }) {
  if (attempts.length === 0) return null
  return (
    <table className={styles.attempts} aria-label="Evidence for each attempt">
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col">Acted as</th>
          <th scope="col">Connection</th>
          <th scope="col">The target saw</th>
          <th scope="col">Match</th>
        </tr>
      </thead>
      <tbody>
        {attempts.map(({ number, acting, echo }) => (
          <tr key={number}>
            <td>{number}</td>
            <td>
              {acting ? <PrincipalChip principal={acting.principal} /> : 'Nobody: it did not come to a call'}
              {acting?.impersonator && (
                <>
                  {' '}
                  on behalf by <PrincipalChip principal={acting.impersonator} />
                </>
              )}
            </td>
            <td>
              {acting?.connection.displayName}
              {acting?.connection.secretVersion !== undefined &&
                `, secret version ${acting.connection.secretVersion}`}
            </td>
            <td>{echo ? <Echo echo={echo} /> : 'It does not tell'}</td>
            <td>{echo && <Badge tone={echo.matches ? 'ok' : 'bad'}>{echo.matches ? 'Yes' : 'No'}</Badge>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Echo({ echo }: { echo: EchoView }) {
  const lines = [
    ['created by', echo.createdBy],
    ['on behalf by', echo.createdOnBehalfBy],
    ['modified by', echo.modifiedBy],
    ['on behalf by', echo.modifiedOnBehalfBy],
    ['owner', echo.owner],
  ] as const
  return lines.map(([word, principal], at) =>
    principal ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a row's columns do not move
      <div key={at}>
        {word} <PrincipalChip principal={principal} />
      </div>
    ) : null,
  )
}
