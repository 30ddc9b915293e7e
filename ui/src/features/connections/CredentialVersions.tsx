import type { SecretVersion } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { PrincipalChip } from '@/ui/Principal'
import { Badge, type Tone } from '@/ui/Status'
import { Day, Time } from '@/ui/Time'
import type { Can } from '@/util/can'
import styles from './connections.module.css'

const STATES: Record<SecretVersion['state'], readonly [string, Tone]> = {
  current: ['Used', 'ok'],
  next: ['Next', 'busy'],
  former: ['Former', 'warn'],
  wiped: ['Wiped', 'quiet'],
}

/** What can still be switched to. */
const USE: Partial<Record<SecretVersion['state'], string>> = { next: 'Use it now', former: 'Use it again' }

type Props = {
  versions: readonly SecretVersion[]
  can: Can
  isBusy: boolean
  use: (version: SecretVersion) => void
}

/** The versions of a connection's credentials, newest first. The next one can be used at once, and a former one again while it opens. */
export function CredentialVersions({ versions, can, isBusy, use }: Props) {
  if (versions.length === 0) return <p>It has none: it acts as its owner.</p>
  return (
    <table className={styles.table} aria-label="Versions">
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">State</th>
          <th scope="col">Given by</th>
          <th scope="col">On</th>
          <th scope="col">Expires</th>
          <th scope="col">What comes next</th>
          <th scope="col">
            <span className="sr-only">Switch</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.map((one) => (
          <tr key={one.version}>
            <td>{one.version}</td>
            <td>
              <Badge tone={STATES[one.state][1]}>{STATES[one.state][0]}</Badge>
            </td>
            <td>
              <PrincipalChip principal={one.createdBy} />
            </td>
            <td>
              <Time at={one.createdAt} />
            </td>
            <td>{one.expiresAt ? <Day at={one.expiresAt} /> : 'not known'}</td>
            <td>
              <Fate version={one} />
            </td>
            <td>
              {USE[one.state] && (
                <ActionButton
                  size="small"
                  can={can}
                  busy={isBusy}
                  aria-label={`${USE[one.state]}: version ${one.version}`}
                  onClick={() => use(one)}
                >
                  {USE[one.state]}
                </ActionButton>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Fate({ version: { state, switchAt, wipeAt } }: { version: SecretVersion }) {
  if (state === 'next' && switchAt) {
    return (
      <>
        used from <Time at={switchAt} />
      </>
    )
  }
  if (state === 'next') return 'used once somebody switches'
  if (wipeAt) {
    return (
      <>
        {state === 'wiped' ? 'wiped' : 'to be wiped'} <Time at={wipeAt} />
      </>
    )
  }
  return null
}
