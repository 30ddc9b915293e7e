import { Link } from '@tanstack/react-router'
import type { Drift, EnvironmentView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { PrincipalChip } from '@/ui/Principal'
import { ChangeList } from '@/ui/plan/ChangeList'
import { componentKind } from '@/ui/plan/planSummary'
import { Badge } from '@/ui/Status'
import { Day, Time } from '@/ui/Time'
import { protectionCan } from '@/util/can'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import styles from './environments.module.css'

type Props = { environment: EnvironmentView; drift: Drift; ask: (verb: 'accept' | 'revert') => void }

/** One thing that differs: what, by whom and when, and under which break-glass. */
export function DriftItem({ environment, drift, ask }: Props) {
  const settle = protectionCan.settleDrift(useMe(), environment)
  const { subject, changes, state, accepted } = drift
  const name = subject.name || subject.key
  return (
    <li className={styles.drift}>
      <div className={styles.driftHead}>
        <strong>
          {subject.kind === 'flow' ? <Link {...urls.flow(environment.name, subject.key)}>{name}</Link> : name}
        </strong>
        <span className={styles.quiet}>{componentKind(subject.kind)}</span>
        {state === 'open' ? <Badge tone="warn">Open</Badge> : <Badge tone="quiet">Accepted</Badge>}
        <span className={styles.grow} />
        {state === 'open' && (
          <ActionButton
            size="small"
            can={settle}
            aria-label={`Accept the drift of ${name}`}
            onClick={() => ask('accept')}
          >
            Accept
          </ActionButton>
        )}
        <ActionButton size="small" can={settle} aria-label={`Revert ${name}`} onClick={() => ask('revert')}>
          Revert
        </ActionButton>
      </div>
      <p className={styles.sentence}>
        <Origin drift={drift} />
      </p>
      {accepted && (
        <p className={styles.sentence}>
          Accepted by <PrincipalChip principal={accepted.by} /> on <Day at={accepted.at} />
          {accepted.until && (
            <>
              {' '}
              until <Day at={accepted.until} />
            </>
          )}
          : “{accepted.reason}”
        </p>
      )}
      <ChangeList changes={changes} none="It is not what was released." />
    </li>
  )
}

/** Who changed it and how, as far as anybody knows. */
function Origin({ drift: { direct, by, at, breakGlass } }: { drift: Drift }) {
  if (direct)
    return (
      <>
        <Badge tone="bad">Past the API</Badge> No version of ours says who changed it: it was changed in the
        database.
      </>
    )
  return (
    <>
      Changed{' '}
      {by && (
        <>
          by <PrincipalChip principal={by} />{' '}
        </>
      )}
      {at && <Time at={at} />}{' '}
      {breakGlass ? 'under break-glass' : 'without break-glass: the environment was not protected then'}.
    </>
  )
}
