import { Link } from '@tanstack/react-router'
import type { PrincipalChip as Principal } from '@/api/types'
import { PrincipalChip } from '@/ui/Principal'
import { urls } from '@/util/urls'
import styles from './dashboard.module.css'

/** Somebody whom a flow depends on, and the ways to see what else does and to hand it over. */
export function Dependence({ principal }: { principal: Principal }) {
  const { id, name, displayName } = principal
  return (
    <div className={styles.dependence}>
      <PrincipalChip principal={principal} />
      <Link {...urls.simulation({ who: id })} aria-label={`Simulate that ${displayName} leaves`}>
        Simulate
      </Link>
      <Link {...urls.handovers(name)} aria-label={`Hand over what ${displayName} has`}>
        Hand over
      </Link>
    </div>
  )
}
