import { AddRegular } from '@fluentui/react-icons/svg/add'
import { ArrowUploadRegular } from '@fluentui/react-icons/svg/arrow-upload'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { solutionsQuery } from '@/api/solutions'
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
import { urls } from '@/util/urls'
import { useEnvironment } from '@/util/useEnvironment'
import { SolutionDialog } from './SolutionDialog'
import styles from './solutions.module.css'

export function SolutionsPage() {
  const environment = useEnvironment()
  const navigate = useNavigate()
  const query = useQuery(solutionsQuery(environment.name))
  const [making, setMaking] = useState(false)
  return (
    <Page
      title="Solutions"
      environment={environment}
      intro="A solution is what travels between environments as one: flows, tables, references, variables and roles. Each environment supplies connections and values of its own."
      actions={
        <>
          <CliCommand command={cli.solutionList(environment.name)} />
          <ActionButton
            icon={<AddRegular />}
            can={environmentCan.author(environment)}
            onClick={() => setMaking(true)}
          >
            New solution
          </ActionButton>
          <ActionButton
            appearance="primary"
            icon={<ArrowUploadRegular />}
            can={environmentCan.importSolution(environment)}
            onClick={() => void navigate(urls.importSolution(environment.name))}
          >
            Import
          </ActionButton>
        </>
      }
    >
      <QueryState query={query} what="the solutions">
        {({ value }) => <SolutionTable environment={environment} solutions={value} />}
      </QueryState>
      {making && <SolutionDialog environment={environment} close={() => setMaking(false)} />}
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
          <span data-row-link>
            <Link {...urls.solution(environment.name, uniqueName)}>{displayName || uniqueName}</Link>
          </span>
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
  ]
  return (
    <DataTable
      label="Solutions"
      columns={columns}
      rows={solutions}
      rowKey={({ uniqueName }) => uniqueName}
      empty={`No solution in ${environment.displayName} yet. Import the .zip that Power Automate or Steward exported, or make one.`}
    />
  )
}
