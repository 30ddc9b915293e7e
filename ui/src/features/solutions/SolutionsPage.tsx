import { Button } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download'
import { ArrowUploadRegular } from '@fluentui/react-icons/svg/arrow-upload'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { packageAddress, solutionsQuery } from '@/api/solutions'
import type { EnvironmentView, SolutionView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { CliCommand } from '@/ui/CliCommand'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { environmentCan } from '@/util/can'
import { cli } from '@/util/cli'
import { useEnvironment } from '@/util/useEnvironment'
import { ImportPanel } from './ImportPanel'
import styles from './solutions.module.css'

export function SolutionsPage() {
  const environment = useEnvironment()
  const query = useQuery(solutionsQuery(environment.name))
  const [importing, setImporting] = useState(false)
  return (
    <Page
      title="Solutions"
      environment={environment}
      actions={
        <>
          <CliCommand command={cli.solutionList(environment.name)} />
          {!importing && (
            <ActionButton
              appearance="primary"
              icon={<ArrowUploadRegular />}
              can={environmentCan.importSolution(environment)}
              onClick={() => setImporting(true)}
            >
              Import
            </ActionButton>
          )}
        </>
      }
    >
      {importing && <ImportPanel environment={environment} close={() => setImporting(false)} />}
      <QueryState query={query} what="the solutions">
        {({ value }) => <SolutionTable environment={environment} solutions={value} />}
      </QueryState>
    </Page>
  )
}

type Props = { environment: EnvironmentView; solutions: readonly SolutionView[] }

function SolutionTable({ environment, solutions }: Props) {
  const columns: Column<SolutionView>[] = [
    {
      id: 'name',
      header: 'Name',
      fixed: true,
      value: ({ displayName, uniqueName }) => displayName || uniqueName,
      cell: ({ displayName, uniqueName }) => (
        <span className={styles.line}>
          <strong>{displayName || uniqueName}</strong>
          <code className={styles.quiet}>{uniqueName}</code>
        </span>
      ),
    },
    { id: 'version', header: 'Version', value: ({ version }) => version, cell: ({ version }) => version },
    {
      id: 'managed',
      header: 'Kind',
      value: ({ managed }) => (managed ? 'managed' : 'unmanaged'),
      cell: ({ managed }) => (
        <Badge tone={managed ? 'busy' : 'quiet'}>{managed ? 'Managed' : 'Unmanaged'}</Badge>
      ),
    },
    {
      id: 'publisher',
      header: 'Publisher',
      value: ({ publisher }) => publisher,
      cell: ({ publisher }) => publisher,
    },
    {
      id: 'installedAt',
      header: 'Installed',
      value: ({ installedAt }) => installedAt,
      cell: ({ installedAt }) => <Time at={installedAt} />,
    },
    {
      id: 'package',
      header: 'Package',
      tight: true,
      value: () => undefined,
      cell: ({ uniqueName }) => (
        <Button
          as="a"
          size="small"
          icon={<ArrowDownloadRegular />}
          href={packageAddress(environment.name, uniqueName)}
          download
          aria-label={`Download the package of ${uniqueName}`}
        >
          Download
        </Button>
      ),
    },
  ]
  return (
    <DataTable
      label="Solutions"
      columns={columns}
      rows={solutions}
      rowKey={({ uniqueName }) => uniqueName}
      empty={`No solution in ${environment.displayName} yet. Import the .zip that Power Automate or Steward exported.`}
    />
  )
}
