import { Button, Field, Input, Select } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { useQuery } from '@tanstack/react-query'
import { principalsQuery } from '@/api/principals'
import { PrincipalPicker } from '@/ui/PrincipalPicker'
import { useMe } from '@/util/useEnvironment'
import type { StageForm } from './pipelineForm'
import styles from './pipelines.module.css'

type Props = {
  stage: StageForm
  number: number
  onChange: (changed: Partial<StageForm>) => void
  /** Nothing where it is the first. */
  onEarlier?: () => void
  onRemove: () => void
}

/** One stage: which environment, who approves, and as whom it is applied. */
export function StageFields({ stage, number, onChange, onEarlier, onRemove }: Props) {
  const { environments } = useMe()
  const all = useQuery(principalsQuery()).data?.value ?? []
  const accounts = all.filter(({ kind, active }) => kind === 'serviceAccount' && active)
  const without = (id: string) => stage.approvers.filter((one) => one.id !== id)
  return (
    <fieldset className={styles.stageFields}>
      <legend>Stage {number}</legend>
      <div className={styles.pair}>
        <Field label="Environment" required>
          <Select value={stage.environment} onChange={(_, { value }) => onChange({ environment: value })}>
            <option value="">Choose an environment</option>
            {environments.map(({ name, displayName }) => (
              <option key={name} value={name}>
                {displayName}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Runs to replay first" hint="0 for none: what the latest runs would have done.">
          <Input
            inputMode="numeric"
            value={stage.replay}
            onChange={(_, { value }) => onChange({ replay: value })}
          />
        </Field>
        <Field label="Approvals needed" hint="0 for none.">
          <Input
            inputMode="numeric"
            value={stage.approvals}
            onChange={(_, { value }) => onChange({ approvals: value })}
          />
        </Field>
      </div>
      <PrincipalPicker
        label="Who approves"
        hint="People and groups. Never whoever asked, nor whoever wrote what changes."
        kinds={['user', 'group']}
        without={stage.approvers.map(({ id }) => id)}
        onChoose={(chosen) => onChange({ approvers: [...stage.approvers, chosen] })}
      />
      {stage.approvers.length > 0 && (
        <ul className={styles.chosen} aria-label={`Approvers of stage ${number}`}>
          {stage.approvers.map(({ id, displayName }) => (
            <li key={id}>
              {displayName}
              <Button
                size="small"
                appearance="subtle"
                icon={<DismissRegular />}
                aria-label={`Remove ${displayName} from stage ${number}`}
                onClick={() => onChange({ approvers: without(id) })}
              />
            </li>
          ))}
        </ul>
      )}
      <Field label="With the rights of" hint="An admin there, with connections that it may use.">
        <Select value={stage.deployer} onChange={(_, { value }) => onChange({ deployer: value })}>
          <option value="">Whoever asks</option>
          {accounts.map(({ id, displayName }) => (
            <option key={id} value={id}>
              {displayName}
            </option>
          ))}
        </Select>
      </Field>
      <span className={styles.line}>
        {onEarlier && (
          <Button size="small" onClick={onEarlier}>
            Move stage {number} earlier
          </Button>
        )}
        <Button size="small" onClick={onRemove}>
          Remove stage {number}
        </Button>
      </span>
    </fieldset>
  )
}
