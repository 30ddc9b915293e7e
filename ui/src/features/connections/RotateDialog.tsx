import { Field, Input } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionKeys, rotateCredentials } from '@/api/connections'
import type { ConnectionView, ConnectorField, EnvironmentView } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { dayStart } from '@/util/time'
import styles from './connections.module.css'

/** For how many hours the former credentials open, unless somebody says otherwise, and the most. */
const OVERLAP = '24'
const MOST = 2160

type Props = {
  environment: EnvironmentView
  connection: ConnectionView
  /** What the connection's way to say who connects keeps secret. */
  secrets: readonly ConnectorField[]
  close: () => void
}

/** Gives a connection its next credentials, which wait until their time or until somebody switches. */
export function RotateDialog({ environment, connection, secrets, close }: Props) {
  const queryClient = useQueryClient()
  const [values, setValues] = useState<Record<string, string>>({})
  const [expires, setExpires] = useState('')
  const [from, setFrom] = useState('')
  const [overlap, setOverlap] = useState(OVERLAP)
  const rotating = useMutation({
    mutationFn: () =>
      rotateCredentials(environment.name, connection.id, {
        credentials: values,
        expiresAt: expires ? dayStart(expires) : undefined,
        switchAt: from ? new Date(from).toISOString() : undefined,
        overlapHours: Number(overlap),
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: connectionKeys.all(environment.name) })
      close()
    },
  })
  const left = secrets.find(({ name, optional }) => !optional && !values[name])
  const hours = Number(overlap)
  const isOverlap = overlap !== '' && Number.isInteger(hours) && hours >= 0 && hours <= MOST
  return (
    <ConfirmDialog
      title={`Next credentials of ${connection.displayName}`}
      effects={
        <p>
          {from
            ? 'Those that are used stay until then.'
            : 'Those that are used stay until somebody switches.'}{' '}
          For the hours after it the switch can be taken back, then the former ones are wiped.
        </p>
      }
      confirm="Give them"
      busy={rotating.isPending}
      error={rotating.error}
      reason={
        left
          ? `${left.title} is missing.`
          : isOverlap
            ? undefined
            : `The overlap is 0 to ${MOST} whole hours.`
      }
      onConfirm={() => rotating.mutate()}
      onClose={close}
    >
      <div className={styles.fields}>
        {secrets.map(({ name, title, optional }) => (
          <Field key={name} label={title} required={!optional} hint="Nobody sees it again, you included.">
            <Input
              type="password"
              autoComplete="new-password"
              value={values[name] ?? ''}
              onChange={(_, { value }) => setValues((before) => ({ ...before, [name]: value }))}
            />
          </Field>
        ))}
        <Field label="Expires on" hint="Where it is known.">
          <Input type="date" value={expires} onChange={(_, { value }) => setExpires(value)} />
        </Field>
        <Field label="Used from" hint="Once somebody switches, if empty.">
          <Input type="datetime-local" value={from} onChange={(_, { value }) => setFrom(value)} />
        </Field>
        <Field label="Hours for which the former ones open">
          <Input
            type="number"
            min={0}
            max={MOST}
            value={overlap}
            onChange={(_, { value }) => setOverlap(value)}
          />
        </Field>
      </div>
    </ConfirmDialog>
  )
}
