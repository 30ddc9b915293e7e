import type { FluentIcon } from '@fluentui/react-icons'
import { BoxMultipleArrowRightRegular } from '@fluentui/react-icons/svg/box-multiple-arrow-right'
import { BracesVariableRegular } from '@fluentui/react-icons/svg/braces-variable'
import { BranchCompareRegular } from '@fluentui/react-icons/svg/branch-compare'
import { BuildingRegular } from '@fluentui/react-icons/svg/building'
import { CheckboxPersonRegular } from '@fluentui/react-icons/svg/checkbox-person'
import { ClipboardTextLtrRegular } from '@fluentui/react-icons/svg/clipboard-text-ltr'
import { CubeRegular } from '@fluentui/react-icons/svg/cube'
import { FlowRegular } from '@fluentui/react-icons/svg/flow'
import { HistoryRegular } from '@fluentui/react-icons/svg/history'
import { PeopleRegular } from '@fluentui/react-icons/svg/people'
import { PeopleSwapRegular } from '@fluentui/react-icons/svg/people-swap'
import { PlugConnectedRegular } from '@fluentui/react-icons/svg/plug-connected'
import { ShieldKeyholeRegular } from '@fluentui/react-icons/svg/shield-keyhole'
import { ShieldTaskRegular } from '@fluentui/react-icons/svg/shield-task'
import { TableRegular } from '@fluentui/react-icons/svg/table'
import { TapSingleRegular } from '@fluentui/react-icons/svg/tap-single'
import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps, useLocation, useMatchRoute } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { driftSummaryQuery } from '@/api/drift'
import { waitingForMeQuery } from '@/api/pipelines'
import type { EnvironmentView, Me } from '@/api/types'
import { auditCan, continuityCan, policyCan, protectionCan } from '@/util/can'
import { urls } from '@/util/urls'
import { landingEnvironment } from './landing'
import styles from './Shell.module.css'

type Props = { environment: EnvironmentView | undefined; me: Me }

/** The list of pages. Outside an environment it leads into the last one used. */
export function Navigation({ environment, me }: Props) {
  const within = environment ?? landingEnvironment(me)
  const promotions = useQuery(waitingForMeQuery()).data?.value.length ?? 0
  const seesDrift = within !== undefined && !protectionCan.seeDrift(me, within).reason
  const drift = useQuery({ ...driftSummaryQuery(within?.name ?? ''), enabled: seesDrift }).data?.open
  const list = useRef<HTMLElement>(null)
  const path = useLocation({ select: ({ pathname }) => pathname })
  // Where the pages stand in one row, that of the open one may be out of sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: which one is open changes with the address.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [path])
  const asked = me.environments.filter((one) => protectionCan.decide(me, one)).length
  return (
    <nav className={styles.nav} aria-label="Pages" ref={list}>
      {within && (
        <>
          <div className={styles.group}>{within.displayName}</div>
          <Item to={urls.buttons(within.name)} icon={TapSingleRegular} label="My buttons" />
          {within.role !== 'user' && (
            <>
              <Item to={urls.flows(within.name)} icon={FlowRegular} label="Flows" />
              <Item to={urls.runs(within.name)} icon={HistoryRegular} label="Runs" />
              <Item to={urls.connections(within.name)} icon={PlugConnectedRegular} label="Connections" />
              <Item
                to={urls.variables(within.name)}
                icon={BracesVariableRegular}
                label="Variables and references"
              />
              <Item to={urls.tables(within.name)} icon={TableRegular} label="Tables" />
              <Item
                to={urls.solutions(within.name)}
                also={urls.importSolution(within.name)}
                icon={CubeRegular}
                label="Solutions"
              />
              {seesDrift && (
                <Item to={urls.drift(within.name)} icon={BranchCompareRegular} label="Drift" number={drift} />
              )}
              <Item to={urls.overview(within.name)} icon={BuildingRegular} label="Environment" />
            </>
          )}
        </>
      )}
      <div className={styles.group}>Everywhere</div>
      <Item
        to={urls.waiting()}
        icon={CheckboxPersonRegular}
        label="Waiting for you"
        number={promotions + asked}
      />
      <Item to={urls.pipelines()} icon={BoxMultipleArrowRightRegular} label="Pipelines" />
      {!continuityCan.simulate(me).reason && (
        <Item to={urls.continuity()} icon={ShieldTaskRegular} label="Continuity" />
      )}
      <Item to={urls.people()} icon={PeopleRegular} label="People" />
      <Item to={urls.handovers()} icon={PeopleSwapRegular} label="Hand-over plans" />
      {!policyCan.read(me).reason && (
        <Item to={urls.dataPolicies()} icon={ShieldKeyholeRegular} label="Data policies" />
      )}
      {!auditCan.read(me).reason && <Item to={urls.audit()} icon={ClipboardTextLtrRegular} label="Audit" />}
    </nav>
  )
}

type ItemProps = {
  to: LinkProps
  /** A page that belongs to it and has an address of its own. */
  also?: LinkProps
  icon: FluentIcon
  label: string
  /** Of what waits there. */
  number?: number
}

function Item({ to, also, icon: Icon, label, number = 0 }: ItemProps) {
  const matches = useMatchRoute()
  const isOpen = [to, also].some((page) => page && matches({ ...page, search: undefined, fuzzy: true }))
  return (
    <Link
      {...to}
      className={isOpen ? `${styles.item} ${styles.active}` : styles.item}
      title={label}
      aria-current={isOpen ? 'page' : undefined}
    >
      <Icon aria-hidden />
      <span>{label}</span>
      {number > 0 && (
        <strong className={styles.number}>
          <span className="sr-only">: </span>
          {number}
        </strong>
      )}
    </Link>
  )
}
