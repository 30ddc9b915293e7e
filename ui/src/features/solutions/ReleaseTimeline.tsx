import { Button } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { releasePackageAddress, releaseQuery, releasesQuery } from '@/api/releases'
import type { EnvironmentView, ReleaseView } from '@/api/types'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { PlanView } from '@/ui/plan/PlanView'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { fileSize } from '@/util/text'
import { RollBack } from './RollBack'
import styles from './solutions.module.css'

type Props = { environment: EnvironmentView; solution: string }

/** What was brought into an environment of a solution, newest first. */
export function ReleaseTimeline({ environment, solution }: Props) {
  const query = useQuery(releasesQuery(environment.name, solution))
  return (
    <QueryState query={query} what="the releases">
      {({ value }) =>
        value.length === 0 ? (
          <p className={styles.sentence}>
            Nothing was released here: the solution was made in {environment.displayName}, or came before
            releases were kept.
          </p>
        ) : (
          <ol className={styles.timeline} aria-label="Releases">
            {value.map((release) => (
              <li key={release.id}>
                <Release environment={environment} release={release} />
              </li>
            ))}
          </ol>
        )
      }
    </QueryState>
  )
}

function Release({ environment, release }: { environment: EnvironmentView; release: ReleaseView }) {
  const [open, setOpen] = useState(false)
  const { version, from, rollback, current, by, at, note, mode } = release
  return (
    <>
      <div className={styles.between}>
        <span className={styles.line}>
          <strong>{version}</strong>
          {from && from !== version && <span className={styles.quiet}>after {from}</span>}
          {current && <Badge tone="ok">here now</Badge>}
          {rollback && <Badge tone="warn">roll back</Badge>}
          {mode !== 'upgrade' && <Badge tone="quiet">{mode}</Badge>}
          <Time at={at} /> by <PrincipalChip principal={by} />
        </span>
        <span className={styles.line}>
          <Button size="small" appearance="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Hide what it did' : 'What it did'}
          </Button>
          <Button
            as="a"
            size="small"
            appearance="subtle"
            icon={<ArrowDownloadRegular />}
            href={releasePackageAddress(environment.name, release.id)}
            download
            aria-label={`Download the package of ${version}, ${fileSize(release.package.size)}`}
          >
            Package
          </Button>
          {!current && <RollBack environment={environment} release={release} />}
        </span>
      </div>
      {note && <p className={styles.sentence}>{note}</p>}
      {open && <ReleasePlan environment={environment} release={release} />}
    </>
  )
}

function ReleasePlan({ environment, release }: { environment: EnvironmentView; release: ReleaseView }) {
  const query = useQuery(releaseQuery(environment.name, release.id))
  return (
    <div className={styles.inset}>
      <QueryState query={query} what="what it did">
        {({ plan }) => plan && <PlanView plan={plan} environment={environment.name} applied />}
      </QueryState>
    </div>
  )
}
