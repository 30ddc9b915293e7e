import { Field, Select } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { removeMemberOf, setMember } from '@/api/environments'
import type { EnvironmentRole, EnvironmentView, Member } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { PrincipalPicker } from '@/ui/PrincipalPicker'
import { sentenceCase } from '@/util/text'
import styles from './environments.module.css'
import { useSettled } from './useSettled'

const NONE = 'none'
type Choice = EnvironmentRole | typeof NONE

const MEANINGS: Record<Choice, string> = {
  user: 'uses what is shared with them, and what their security roles open.',
  auditor: 'reads everything there but rows and secrets, and changes nothing.',
  maker: 'makes flows and connections.',
  admin:
    'may do everything there: bring solutions, bind references, set variables, manage members and roles.',
  none: 'has no role there any more. What they own stays.',
}
const ROLES: readonly EnvironmentRole[] = ['user', 'auditor', 'maker', 'admin']

type Props = { environment: EnvironmentView; member?: Member; close: () => void }

/** Gives somebody a role in an environment, another one, or none. */
export function MemberDialog({ environment, member, close }: Props) {
  const [who, setWho] = useState<{ id: string; displayName: string } | undefined>(member?.principal)
  const [role, setRole] = useState<Choice>(member?.role ?? 'user')
  const setting = useMutation({
    mutationFn: async (id: string) => {
      if (role === NONE) await removeMemberOf(environment.name, id)
      else await setMember(environment.name, id, role)
    },
    onSuccess: useSettled(environment.name, close),
  })
  const unchanged = role === member?.role ? `The role is ${role} already.` : undefined
  return (
    <ConfirmDialog
      title={member ? `Change the role of ${member.principal.displayName}` : 'Add a member'}
      effects={<p>{who ? `${who.displayName} ${MEANINGS[role]}` : 'Choose somebody.'}</p>}
      confirm={member ? 'Change' : 'Add'}
      busy={setting.isPending}
      error={setting.error}
      reason={who ? unchanged : 'Choose somebody first.'}
      onConfirm={() => who && setting.mutate(who.id)}
      onClose={close}
    >
      <div className={styles.fields}>
        {!member && (
          <PrincipalPicker label="Who" hint={who && `${who.displayName} is chosen.`} onChoose={setWho} />
        )}
        <Field label="Role">
          <Select value={role} onChange={(_, { value }) => setRole(value as Choice)}>
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {sentenceCase(one)}
              </option>
            ))}
            {member && <option value={NONE}>No role</option>}
          </Select>
        </Field>
      </div>
    </ConfirmDialog>
  )
}
