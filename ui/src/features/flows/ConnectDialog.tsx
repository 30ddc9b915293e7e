import { Field, Input, Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createConnection } from '@/api/connections'
import { connectorsQuery } from '@/api/connectors'
import type { ConnectorView, EnvironmentView } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { ErrorNotice } from '@/ui/Notice'
import { connectorLabel } from '@/util/text'
import { useMe } from '@/util/useEnvironment'
import { type Answers, fieldsOf, ownConnection, unanswered, wayOf } from './connecting'
import styles from './flows.module.css'

type Props = { environment: EnvironmentView; connector: string; close: () => void }

/** Makes a connection that only the caller uses, for the flows that ask those who start them for their own. */
export function ConnectDialog({ environment, connector, close }: Props) {
  const me = useMe().principal
  const queryClient = useQueryClient()
  const query = useQuery(connectorsQuery)
  const [answers, setAnswers] = useState<Answers>({})
  const found = query.data?.value.find(({ name }) => name === connector)
  const missing = found && unanswered(found, answers)
  const connecting = useMutation({
    mutationFn: (known: ConnectorView) => createConnection(environment.name, ownConnection(known, answers)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`Connect ${connectorLabel(connector)} in ${environment.displayName}`}
      effects={
        <>
          <p>
            Makes a connection that acts as you, {me.displayName}. It is asked for once: only runs that you
            start use it, and nobody else can.
          </p>
          <ErrorNotice error={query.error} />
        </>
      }
      confirm="Connect"
      busy={connecting.isPending}
      error={connecting.error}
      reason={
        found ? missing && `“${missing.title}” is needed.` : 'What the connector asks for is not known.'
      }
      onConfirm={() => found && connecting.mutate(found)}
      onClose={close}
    >
      {found && <Questions connector={found} answers={answers} setAnswers={setAnswers} />}
    </ConfirmDialog>
  )
}

type QuestionsProps = {
  connector: ConnectorView
  answers: Answers
  setAnswers: (answers: Answers) => void
}

function Questions({ connector, answers, setAnswers }: QuestionsProps) {
  const { authentications } = connector
  const fields = fieldsOf(connector, answers)
  if (fields.length === 0 && authentications.length < 2) return null
  return (
    <div className={styles.fields}>
      {authentications.length > 1 && (
        <Field label="Sign in with">
          <Select
            value={wayOf(connector, answers)?.name}
            onChange={(_, { value }) => setAnswers({ ...answers, authentication: value })}
          >
            {authentications.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {fields.map(({ name, title, kind, optional }) => (
        <Field key={name} label={title} required={!optional}>
          <Input
            type={kind === 'secret' ? 'password' : 'text'}
            autoComplete="off"
            value={answers[name] ?? ''}
            onChange={(_, { value }) => setAnswers({ ...answers, [name]: value })}
          />
        </Field>
      ))}
    </div>
  )
}
