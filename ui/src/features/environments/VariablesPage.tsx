import { AddRegular } from '@fluentui/react-icons/svg/add'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { referencesQuery } from '@/api/connections'
import { variablesQuery } from '@/api/variables'
import { ActionButton } from '@/ui/ActionButton'
import { NewReferenceDialog } from '@/ui/authoring/NewReferenceDialog'
import { NewVariableDialog } from '@/ui/authoring/NewVariableDialog'
import { CliCommand } from '@/ui/CliCommand'
import { Page } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { environmentCan } from '@/util/can'
import { cli } from '@/util/cli'
import { useEnvironment } from '@/util/useEnvironment'
import { ReferenceTable } from './ReferenceTable'
import { VariableTable } from './VariableTable'

/** What an environment supplies to the solutions in it: connections for references, values for variables. */
export function VariablesPage() {
  const environment = useEnvironment()
  const references = useQuery(referencesQuery(environment.name))
  const variables = useQuery(variablesQuery(environment.name))
  const [making, setMaking] = useState<'nothing' | 'variable' | 'reference'>('nothing')
  const can = environmentCan.author(environment)
  const close = () => setMaking('nothing')
  return (
    <Page
      title="Variables and references"
      environment={environment}
      intro={`A solution names what it needs; ${environment.displayName} supplies it. The same solution in another environment uses other connections and values.`}
      actions={
        <>
          <CliCommand command={cli.variableList(environment.name)} />
          <ActionButton icon={<AddRegular />} can={can} onClick={() => setMaking('reference')}>
            New reference
          </ActionButton>
          <ActionButton icon={<AddRegular />} can={can} onClick={() => setMaking('variable')}>
            New variable
          </ActionButton>
        </>
      }
    >
      <QueryState query={references} what="the connection references">
        {({ value }) => <ReferenceTable environment={environment} references={value} />}
      </QueryState>
      <QueryState query={variables} what="the environment variables">
        {({ value }) => <VariableTable environment={environment} variables={value} />}
      </QueryState>
      {making === 'variable' && <NewVariableDialog environment={environment} close={close} />}
      {making === 'reference' && <NewReferenceDialog environment={environment} close={close} />}
    </Page>
  )
}
