import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { principalQuery } from '@/api/principals'
import type { PrincipalSource, PrincipalView } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { CopyButton } from '@/ui/CopyButton'
import { Notice } from '@/ui/Notice'
import { Facts, Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip, PrincipalChips } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { continuityCan, principalCan } from '@/util/can'
import { cli } from '@/util/cli'
import { KIND_LABELS } from '@/util/identity'
import { sentenceCase } from '@/util/text'
import { utcDay } from '@/util/time'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { ChangePrincipal } from './ChangePrincipal'
import { GroupMembers } from './GroupMembers'
import { HeldConnections } from './HeldConnections'
import { PrincipalSwitch } from './PrincipalSwitch'
import styles from './people.module.css'
import { SessionsOf, TokensOf } from './SignedIn'
import { WhatHangs } from './WhatHangs'

export function PersonPage() {
  const { principal } = useParams({ from: '/signed-in/people/$principal' })
  const query = useQuery(principalQuery(principal))
  return (
    <QueryState query={query} what="this person">
      {(person) => <Loaded person={person} />}
    </QueryState>
  )
}

function Loaded({ person }: { person: PrincipalView }) {
  const me = useMe()
  const isGroup = person.kind === 'group'
  const isShownSignIn = !isGroup && principalCan.administer(me).reason === undefined
  return (
    <Page
      title={person.displayName}
      crumb={<Link {...urls.people(person.kind)}>People</Link>}
      beside={
        <>
          <Badge tone={person.active ? 'ok' : 'bad'}>{sentenceCase(person.state)}</Badge>
          {person.active && person.leavesAt && <Badge tone="warn">Leaves {utcDay(person.leavesAt)}</Badge>}
        </>
      }
      actions={
        <>
          <CliCommand command={(isGroup ? cli.groupMembers : cli.principalShow)(person.name)} />
          {!continuityCan.simulate(me).reason && (
            <Link {...urls.simulation({ who: person.id })}>Simulate leaving</Link>
          )}
          {!isGroup && <Link {...urls.handovers(person.name)}>Hand over</Link>}
          <ChangePrincipal principal={person} />
          <PrincipalSwitch principal={person} />
        </>
      }
    >
      {person.warnings.length > 0 && (
        <Notice tone="warn">
          {person.warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Notice>
      )}
      <Section title="Details">
        <Details person={person} />
      </Section>
      {isGroup && <GroupMembers group={person} />}
      {!continuityCan.seeWhatHangsOn(me, person).reason ? (
        <WhatHangs principal={person} />
      ) : (
        !isGroup && <HeldConnections principal={person} />
      )}
      {isShownSignIn && person.kind === 'user' && <SessionsOf principal={person} />}
      {isShownSignIn && <TokensOf principal={person} />}
    </Page>
  )
}

const SOURCES: Record<PrincipalSource, string> = {
  local: 'Made here',
  scim: 'Provisioned by an identity provider',
  oidc: 'Made at the first sign-in at a provider',
}

function Details({ person }: { person: PrincipalView }) {
  const { kind, manager, team, sponsors } = person
  return (
    <Facts
      facts={[
        ['Kind', sentenceCase(KIND_LABELS[kind])],
        [kind === 'user' ? 'Sign-in name' : 'Short name', person.name],
        ['Mail address', person.email],
        ['In the installation', person.tenantRole && sentenceCase(person.tenantRole)],
        ['Manager', manager && <PrincipalChip key="manager" principal={manager} />],
        ['Team', team && <PrincipalChip key="team" principal={team} />],
        [
          'Sponsors',
          kind === 'serviceAccount' ? (
            <PrincipalChips key="sponsors" principals={sponsors} nobody="Nobody answers for it" />
          ) : undefined,
        ],
        ['Leaves on', person.leavesAt && utcDay(person.leavesAt)],
        ['Ends on', person.expiresAt && utcDay(person.expiresAt)],
        ['Disabled since', person.disabledAt && <Time key="disabledAt" at={person.disabledAt} />],
        ['Source', SOURCES[person.source] ?? person.source],
        ['External id', person.externalId],
        [
          'Id',
          <span key="id" className={styles.line}>
            <code>{person.id}</code>
            <CopyButton text={person.id} label="Copy the id" />
          </span>,
        ],
      ]}
    />
  )
}
