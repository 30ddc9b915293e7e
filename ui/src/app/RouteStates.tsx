import { Button } from '@fluentui/react-components'
import { SearchRegular } from '@fluentui/react-icons/svg/search'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { Failure, PageState } from '@/ui/PageState'
import { urls } from '@/util/urls'

/** What an address that leads nowhere shows. */
export function PageMissing() {
  const router = useRouter()
  return (
    <PageState
      icon={SearchRegular}
      title="There is no such page"
      actions={<Button onClick={() => void router.navigate(urls.home())}>Go to the start</Button>}
    >
      <p>The address may be wrong, or it names an environment that you have no role in.</p>
    </PageState>
  )
}

/** What a page shows when it cannot be loaded or drawn. */
export function PageFault({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return <Failure error={error} what="this page" retry={retry} />
}
