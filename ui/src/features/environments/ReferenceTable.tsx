import { LinkRegular } from '@fluentui/react-icons/svg/link'
import { useState } from 'react'
import type { ConnectionReferenceView, EnvironmentView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { environmentCan } from '@/util/can'
import { connectorLabel, list } from '@/util/text'
import { BindDialog } from './BindDialog'
import styles from './environments.module.css'

type Props = { environment: EnvironmentView; references: readonly ConnectionReferenceView[] }

export function ReferenceTable({ environment, references }: Props) {
  const [binding, setBinding] = useState<ConnectionReferenceView>()
  const columns: Column<ConnectionReferenceView>[] = [
    {
      id: 'name',
      header: 'Reference',
      fixed: true,
      value: ({ logicalName }) => logicalName,
      cell: ({ logicalName, displayName }) => (
        <span className={styles.line}>
          <strong>{displayName || logicalName}</strong>
          {displayName && <code className={styles.quiet}>{logicalName}</code>}
        </span>
      ),
    },
    {
      id: 'connector',
      header: 'Connector',
      value: ({ connector }) => connectorLabel(connector),
      cell: ({ connector }) => connectorLabel(connector),
    },
    {
      id: 'actsAs',
      header: 'Acts as',
      fixed: true,
      value: ({ connection }) => connection?.owner.displayName,
      cell: ({ connection }) =>
        connection ? (
          <span className={styles.line}>
            <PrincipalChip principal={connection.owner} />
            {connection.health === 'ownerDisabled' && <Badge tone="bad">not valid</Badge>}
          </span>
        ) : (
          <Badge tone="warn">not bound</Badge>
        ),
    },
    {
      id: 'connection',
      header: 'Connection',
      value: ({ connection }) => connection?.displayName,
      cell: ({ connection }) => connection?.displayName ?? <span className={styles.quiet}>none</span>,
    },
    {
      id: 'usedBy',
      header: 'Used by',
      value: ({ usedBy }) =>
        list(
          usedBy.map(({ name }) => name),
          99,
        ),
      cell: ({ usedBy }) =>
        list(
          usedBy.map(({ name }) => name),
          3,
        ) || <span className={styles.quiet}>no flow</span>,
    },
    {
      id: 'bind',
      header: 'Bind',
      fixed: true,
      tight: true,
      value: () => undefined,
      cell: (reference) => (
        <ActionButton
          size="small"
          icon={<LinkRegular />}
          can={environmentCan.bindReference(environment)}
          aria-label={`Bind ${reference.displayName || reference.logicalName}`}
          onClick={() => setBinding(reference)}
        >
          Bind
        </ActionButton>
      ),
    },
  ]
  return (
    <>
      <DataTable
        label="References"
        title="Connection references"
        columns={columns}
        rows={references}
        rowKey={({ logicalName }) => logicalName}
        empty="No connection reference here. They arrive with the solutions that use them."
      />
      {binding && (
        <BindDialog environment={environment} reference={binding} close={() => setBinding(undefined)} />
      )}
    </>
  )
}
