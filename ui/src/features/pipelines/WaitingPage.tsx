import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { waitingForMeQuery } from '@/api/pipelines'
import { CliCommand } from '@/ui/CliCommand'
import { Notice } from '@/ui/Notice'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { protectionCan } from '@/util/can'
import { cli } from '@/util/cli'
import { count } from '@/util/text'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { PromotionTable } from './PromotionTable'

/** What waits for the decision of whoever is signed in. */
export function WaitingPage() {
  const me = useMe()
  const query = useQuery(waitingForMeQuery())
  return (
    <Page
      title="Waiting for you"
      intro="Promotions that you may approve or reject, and break-glass that others ask for. Those that you asked for, and those of flows that you wrote, wait for others."
      actions={<CliCommand command={cli.promotionList()} />}
    >
      {me.environments
        .filter((environment) => protectionCan.decide(me, environment))
        .map(({ name, displayName, protection: { breakGlass } }) => (
          <Notice key={name} tone="warn" title={`Break-glass in ${displayName}`}>
            {breakGlass?.askedBy.displayName} asks for {count(breakGlass?.minutes ?? 0, 'minute')}: “
            {breakGlass?.reason}” <Link {...urls.overview(name)}>Decide on the page of the environment.</Link>
          </Notice>
        ))}
      <QueryState query={query} what="what waits for you">
        {({ value }) => <PromotionTable promotions={value} empty="Nothing waits for your decision." />}
      </QueryState>
    </Page>
  )
}
