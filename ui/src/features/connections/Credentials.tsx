import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionKeys, connectorsQuery, credentialsQuery, switchCredentials } from '@/api/connections'
import type { ConnectionView, EnvironmentView, SecretVersion } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ErrorNotice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { connectionCan } from '@/util/can'
import { secretFields } from '@/util/connectionForm'
import { CredentialVersions } from './CredentialVersions'
import { RotateDialog } from './RotateDialog'

type Props = { environment: EnvironmentView; connection: ConnectionView }

/** Which versions of its credentials a connection has and had, and the way to the next one. They themselves are never shown. */
export function Credentials({ environment, connection }: Props) {
  const query = useQuery(credentialsQuery(environment.name, connection.id))
  const connectors = useQuery(connectorsQuery())
  const queryClient = useQueryClient()
  const [rotating, setRotating] = useState(false)
  const switching = useMutation({
    mutationFn: (version: SecretVersion) =>
      switchCredentials(environment.name, connection.id, version.version),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: connectionKeys.all(environment.name) }),
  })
  const connector = connectors.data?.value.find(({ name }) => name === connection.connector)
  const secrets = secretFields(connector, connection.parameters)
  return (
    <Section
      title="Credentials"
      actions={
        secrets.length > 0 && (
          <ActionButton size="small" can={connectionCan.rebind(connection)} onClick={() => setRotating(true)}>
            Give the next ones
          </ActionButton>
        )
      }
    >
      <ErrorNotice error={switching.error} />
      <QueryState query={query} what="the versions of its credentials">
        {({ versions }) => (
          <CredentialVersions
            versions={versions}
            can={connectionCan.rebind(connection)}
            isBusy={switching.isPending}
            use={(version) => switching.mutate(version)}
          />
        )}
      </QueryState>
      {rotating && (
        <RotateDialog
          environment={environment}
          connection={connection}
          secrets={secrets}
          close={() => setRotating(false)}
        />
      )}
    </Section>
  )
}
