import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { meQuery } from '@/api/session'
import type { EnvironmentView } from '@/api/types'
import { Notice } from '@/ui/Notice'
import { count } from '@/util/text'
import { minutesLeft } from '@/util/time'
import { urls } from '@/util/urls'
import { useNow } from '@/util/useNow'
import styles from './Shell.module.css'

/** What everybody is told above every page: where break-glass is asked for or open; and why another page opened. */
export function Banner() {
  // Others ask, approve and end, so it is asked for again and again.
  const me = useQuery({ ...meQuery, refetchInterval: 30_000 })
  const said = useLocation({ select: ({ state }) => state.said })
  return (
    <div className={styles.banner} aria-live="polite">
      {me.data?.environments.map((environment) => (
        <BreakGlassNotice
          // What was opened just now begins with the time as it is now.
          key={`${environment.name} ${environment.protection.breakGlass?.until}`}
          environment={environment}
        />
      ))}
      {said && <Notice tone="busy">{said}</Notice>}
    </div>
  )
}

function BreakGlassNotice({ environment }: { environment: EnvironmentView }) {
  const now = useNow(15_000)
  const breakGlass = environment.protection.breakGlass
  if (!breakGlass || breakGlass.state === 'ended') return null
  const { state, reason, minutes: asked, askedBy, approvedBy, until } = breakGlass
  const page = <Link {...urls.overview(environment.name)}>See it on the page of the environment.</Link>
  if (state === 'asked')
    return (
      <Notice tone="warn" title={`Break-glass is asked for in ${environment.displayName}`}>
        {askedBy.displayName} asks for {count(asked, 'minute')}: “{reason}” Another person has to approve.{' '}
        {page}
      </Notice>
    )
  const minutes = until ? minutesLeft(until, now) : 0
  if (minutes === 0) return null
  return (
    <Notice tone="bad" title={`Break-glass is open in ${environment.displayName}`}>
      {/* Read out once, not again with every minute that passes. */}
      <strong aria-hidden>{count(minutes, 'minute')} left. </strong>
      {askedBy.displayName} asked: “{reason}” {approvedBy?.displayName} approved. What is changed by hand
      shows as drift. {page}
    </Notice>
  )
}
