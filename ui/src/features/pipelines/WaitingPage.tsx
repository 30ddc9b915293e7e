import { useQuery } from '@tanstack/react-query'
import { waitingForMeQuery } from '@/api/pipelines'
import { CliCommand } from '@/ui/CliCommand'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { cli } from '@/util/cli'
import { PromotionTable } from './PromotionTable'

/** What waits for the decision of whoever is signed in. */
export function WaitingPage() {
  const query = useQuery(waitingForMeQuery())
  return (
    <Page
      title="Waiting for you"
      intro="Promotions that you may approve or reject. Those that you asked for, and those of flows that you wrote, wait for others."
      actions={<CliCommand command={cli.promotionList()} />}
    >
      <QueryState query={query} what="what waits for you">
        {({ value }) => <PromotionTable promotions={value} empty="Nothing waits for your decision." />}
      </QueryState>
    </Page>
  )
}
