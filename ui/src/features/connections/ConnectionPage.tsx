import { ArrowSwapRegular } from '@fluentui/react-icons/svg/arrow-swap'
import { KeyResetRegular } from '@fluentui/react-icons/svg/key-reset'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { connectionQuery } from '@/api/connections'
import type { ConnectionView, EnvironmentView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { CliCommand } from '@/ui/CliCommand'
import { CopyButton } from '@/ui/CopyButton'
import { Notice } from '@/ui/Notice'
import { Facts, Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { ReauthenticateDialog } from '@/ui/ReauthenticateDialog'
import { Time } from '@/ui/Time'
import { cli } from '@/util/cli'
import { connectorLabel, sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { Activity } from './Activity'
import { Authority } from './Authority'
import { ConnectionHealth } from './ConnectionHealth'
import { Credentials } from './Credentials'
import styles from './connections.module.css'
import { Health } from './Health'
import { CONNECTION_KINDS } from './kinds'
import { ReplaceDialog } from './ReplaceDialog'
import { WhereUsed } from './WhereUsed'

export function ConnectionPage() {
  const environment = useEnvironment()
  const { connection } = useParams({ from: '/signed-in/e/$env/connections/$connection' })
  const query = useQuery(connectionQuery(environment.name, connection))
  return (
    <QueryState query={query} what="this connection">
      {(found) => <Loaded environment={environment} connection={found} />}
    </QueryState>
  )
}

type Props = { environment: EnvironmentView; connection: ConnectionView }

/** One connection: whose it is, whether it works, who may do what with it, and what uses it. */
function Loaded({ environment, connection }: Props) {
  const [open, setOpen] = useState<'nothing' | 'reauthenticate' | 'replace'>('nothing')
  const close = () => setOpen('nothing')
  return (
    <Page
      title={connection.displayName}
      environment={environment}
      crumb={<Link {...urls.connections(environment.name)}>Connections</Link>}
      beside={<ConnectionHealth connection={connection} />}
      actions={
        <>
          <CliCommand command={cli.connectionShow(environment.name, connection.id)} />
          <ActionButton can={{}} icon={<ArrowSwapRegular />} onClick={() => setOpen('replace')}>
            Replace with…
          </ActionButton>
          <ActionButton
            can={{}}
            appearance="primary"
            icon={<KeyResetRegular />}
            onClick={() => setOpen('reauthenticate')}
          >
            Sign in anew
          </ActionButton>
        </>
      }
    >
      {connection.warnings.map(({ code, text }) => (
        <Notice key={code} tone="warn">
          <p>{text}</p>
        </Notice>
      ))}
      <Section title="Identity">
        <Facts
          facts={[
            ['Acts as', <PrincipalChip key="owner" principal={connection.owner} />],
            ['Kind', CONNECTION_KINDS[connection.kind]],
            [
              'Private',
              connection.private
                ? 'Only its owner may use it, for flows that ask for a connection of their own.'
                : undefined,
            ],
            ['Connector', connectorLabel(connection.connector)],
            ...Object.entries(connection.parameters).map(
              ([name, value]) => [sentenceCase(name), value] as const,
            ),
            ['Created', <Time key="created" at={connection.createdAt} />],
            [
              'Last used',
              connection.lastUsedAt && (
                <span key="used" className={styles.line}>
                  <Time at={connection.lastUsedAt} />
                  {connection.lastUsedBy && <PrincipalChip principal={connection.lastUsedBy} />}
                </span>
              ),
            ],
            [
              'Id',
              <span key="id" className={styles.line}>
                <code>{connection.id}</code>
                <CopyButton text={connection.id} label="Copy the id" />
              </span>,
            ],
          ]}
        />
      </Section>
      <Health environment={environment} connection={connection} />
      <Authority environment={environment} connection={connection} />
      <Credentials environment={environment} connection={connection} />
      <WhereUsed environment={environment} connection={connection} />
      <Activity environment={environment} connection={connection} />
      {open === 'reauthenticate' && (
        <ReauthenticateDialog environment={environment} connection={connection} close={close} />
      )}
      {open === 'replace' && (
        <ReplaceDialog environment={environment} connection={connection} close={close} />
      )}
    </Page>
  )
}
