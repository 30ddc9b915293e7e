import { useQuery } from '@tanstack/react-query'
import { referencesQuery } from '@/api/connections'
import { variablesQuery } from '@/api/variables'
import { CliCommand } from '@/ui/CliCommand'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { cli } from '@/util/cli'
import { useEnvironment } from '@/util/useEnvironment'
import { ReferenceTable } from './ReferenceTable'
import { VariableTable } from './VariableTable'

/** What an environment supplies to the solutions in it: connections for references, values for variables. */
export function VariablesPage() {
  const environment = useEnvironment()
  const references = useQuery(referencesQuery(environment.name))
  const variables = useQuery(variablesQuery(environment.name))
  return (
    <Page
      title="Variables and references"
      environment={environment}
      intro={`A solution names what it needs; ${environment.displayName} supplies it. The same solution in another environment uses other connections and values.`}
      actions={<CliCommand command={cli.variableList(environment.name)} />}
    >
      <QueryState query={references} what="the connection references">
        {({ value }) => <ReferenceTable environment={environment} references={value} />}
      </QueryState>
      <QueryState query={variables} what="the environment variables">
        {({ value }) => <VariableTable environment={environment} variables={value} />}
      </QueryState>
    </Page>
  )
}
