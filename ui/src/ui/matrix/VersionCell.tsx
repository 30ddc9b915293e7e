import { Link } from '@tanstack/react-router'
import type { EnvironmentView } from '@/api/types'
import { Badge } from '@/ui/Status'
import { urls } from '@/util/urls'
import type { SolutionRow } from './matrix'
import styles from './matrix.module.css'

type Props = { row: SolutionRow; environment: Pick<EnvironmentView, 'name' | 'displayName'>; here?: string }

/** The version of a solution in an environment, whether that is another than here, and the promotion that would bring one. */
export function VersionCell({ row, environment, here }: Props) {
  const version = row.versions.get(environment.name)
  const hereVersion = here && row.versions.get(here)
  const promotion = row.promotions.get(environment.name)
  return (
    <span className={styles.line}>
      {version ? (
        <Link {...urls.solution(environment.name, row.uniqueName)} className={styles.version}>
          {version}
        </Link>
      ) : (
        <span className={styles.quiet}>not there</span>
      )}
      {here && version && hereVersion && version !== hereVersion && (
        <>
          <Badge tone="warn">not as here</Badge>
          <Link {...urls.solution(here, row.uniqueName, 'compare')}>
            Compare<span className="sr-only">{` ${row.displayName} here and there`}</span>
          </Link>
        </>
      )}
      {promotion && (
        <Link {...urls.pipeline(promotion.pipeline, { solution: row.uniqueName, to: environment.name })}>
          Promote {promotion.version}
          <span className="sr-only">{` of ${row.displayName} to ${environment.displayName}`}</span>
        </Link>
      )}
    </span>
  )
}
