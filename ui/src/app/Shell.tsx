import { Toaster } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useParams } from '@tanstack/react-router'
import { Suspense } from 'react'
import { promotionQuery } from '@/api/pipelines'
import { Loading } from '@/ui/PageState'
import { TOASTER } from '@/ui/UndoToast'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { Banner } from './Banner'
import { EnvironmentSwitcher } from './EnvironmentSwitcher'
import { Logo } from './Logo'
import { Navigation } from './Navigation'
import { PrincipalMenu } from './PrincipalMenu'
import styles from './Shell.module.css'
import { ThemeToggle } from './ThemeToggle'

/** The frame around every page of somebody who is signed in. */
export function Shell() {
  const { env, promotion = '' } = useParams({ strict: false })
  const me = useMe()
  // A promotion is about the environment that it would change.
  const promoted = useQuery({ ...promotionQuery(promotion), enabled: promotion !== '' }).data?.environment
  const environment = me.environments.find(({ name }) => name === (env ?? promoted))
  return (
    <div className={styles.shell}>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <header className={`${styles.top} ${environment ? styles[environment.kind] : ''}`}>
        <Link {...urls.home()} className={styles.brand} aria-label="Steward, start page">
          <Logo />
          <span className={styles.wide}>Steward</span>
        </Link>
        <EnvironmentSwitcher environments={me.environments} current={environment} />
        <span className={styles.grow} />
        <ThemeToggle />
        <PrincipalMenu principal={me.principal} />
      </header>
      <Banner />
      <Navigation environment={environment} me={me} />
      <main id="content" className={styles.content} tabIndex={-1}>
        <Suspense fallback={<Loading what="the page" />}>
          <Outlet />
        </Suspense>
      </main>
      <Toaster toasterId={TOASTER} position="bottom-end" shortcuts={{ focus: isToastKey }} />
    </div>
  )
}

/** Ctrl+M leads to the toasts, which come and go where the focus is not. */
function isToastKey(event: KeyboardEvent): boolean {
  return event.ctrlKey && event.key === 'm'
}
