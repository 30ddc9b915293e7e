import { Page } from '@/ui/Page'
import { SecondFactorSection } from './SecondFactorSection'
import { SessionsSection } from './SessionsSection'
import { TokensSection } from './TokensSection'

/** How the person who is signed in signs in. */
export function AccountPage() {
  return (
    <Page title="My account" intro="How you, and programs in your name, sign in.">
      <SecondFactorSection />
      <SessionsSection />
      <TokensSection />
    </Page>
  )
}
