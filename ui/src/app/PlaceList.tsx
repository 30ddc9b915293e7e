import { CheckboxPersonRegular } from '@fluentui/react-icons/svg/checkbox-person'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { useQuery } from '@tanstack/react-query'
import { driftSummaryQuery } from '@/api/drift'
import { waitingForMeQuery } from '@/api/pipelines'
import type { EnvironmentView } from '@/api/types'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { Badge } from '@/ui/Status'
import { sentenceCase } from '@/util/text'
import styles from './EnvironmentSwitcher.module.css'
import type { PlaceGroup } from './places'

type Props = {
  groups: readonly PlaceGroup[]
  current: EnvironmentView | undefined
  active: EnvironmentView | undefined
  onHover: (environment: EnvironmentView) => void
  onChoose: (environment: EnvironmentView) => void
}

/** The environments to choose from, and how each stands. The search field above it handles the keyboard. */
export function PlaceList({ groups, current, active, onHover, onChoose }: Props) {
  const waiting = useQuery(waitingForMeQuery())
  return (
    <div role="listbox" id="environments" aria-label="Environments" className={styles.list}>
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be inside a list of options.
        <div key={group.label} role="group" aria-label={group.label}>
          <div className={styles.group} aria-hidden>
            {group.label}
          </div>
          {group.environments.map((environment) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is handled by the search field, which keeps the focus.
            // biome-ignore lint/a11y/useFocusableInteractive: the search field names the active option.
            <div
              key={environment.name}
              id={`environment-${environment.name}`}
              role="option"
              aria-selected={environment.name === current?.name}
              className={`${styles.option} ${environment === active ? styles.active : ''}`}
              onMouseMove={() => onHover(environment)}
              onClick={() => onChoose(environment)}
            >
              <Place
                environment={environment}
                waiting={
                  waiting.data?.value.filter((one) => one.environment === environment.name).length ?? 0
                }
              />
            </div>
          ))}
        </div>
      ))}
      {groups.length === 0 && <p className={styles.none}>No environment matches.</p>}
    </div>
  )
}

function Place({ environment, waiting }: { environment: EnvironmentView; waiting: number }) {
  const drift = useQuery(driftSummaryQuery(environment.name)).data?.open ?? 0
  return (
    <>
      <span className={styles.name}>{environment.displayName}</span>
      {waiting > 0 && (
        <Badge tone="busy" icon={<CheckboxPersonRegular aria-hidden />}>
          {waiting} to approve
        </Badge>
      )}
      {drift > 0 && (
        <Badge tone="warn" icon={<WarningRegular aria-hidden />}>
          {drift} drifted
        </Badge>
      )}
      <span className={styles.role}>{environment.role ? sentenceCase(environment.role) : 'no role'}</span>
      <EnvironmentPill environment={environment} />
    </>
  )
}
