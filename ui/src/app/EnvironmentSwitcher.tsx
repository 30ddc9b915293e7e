import { Button, Input, Popover, PopoverSurface, PopoverTrigger } from '@fluentui/react-components'
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import type { EnvironmentView } from '@/api/types'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { matches } from '@/ui/Filters'
import { sentenceCase } from '@/util/text'
import styles from './EnvironmentSwitcher.module.css'
import { sameKindOfPage } from './samePage'
import { useHotKey } from './useHotKey'

type Props = { environments: readonly EnvironmentView[]; current: EnvironmentView | undefined }

/** Shows the environment and changes it; the key `e` opens it from anywhere. */
export function EnvironmentSwitcher({ environments, current }: Props) {
  const [open, setOpen] = useState(false)
  const [search, setSearch] = useState('')
  const [active, setActive] = useState(0)
  const navigate = useNavigate()
  const { pathname } = useLocation()
  useHotKey('e', () => setOpen(true))
  const found = environments.filter(({ name, displayName, kind }) => matches(search, name, displayName, kind))
  const change = (isOpen: boolean) => {
    setOpen(isOpen)
    setSearch('')
    setActive(0)
  }
  const choose = (environment: EnvironmentView | undefined) => {
    if (!environment) return
    change(false)
    void navigate(sameKindOfPage(pathname, environment.name))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') choose(found[active])
    else if (event.key === 'ArrowDown') setActive(Math.min(active + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0))
    else return
    event.preventDefault()
  }
  return (
    <Popover open={open} onOpenChange={(_, data) => change(data.open)} trapFocus positioning="below-start">
      <PopoverTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<ChevronDownRegular />} iconPosition="after" aria-keyshortcuts="e">
          {current ? (
            <span className={styles.current}>
              {current.displayName}
              <EnvironmentPill environment={current} />
              <span className="sr-only">environment, change</span>
            </span>
          ) : (
            'Choose an environment'
          )}
        </Button>
      </PopoverTrigger>
      <PopoverSurface className={styles.surface} aria-label="Environments">
        <Input
          className={styles.search}
          size="small"
          autoFocus
          value={search}
          placeholder="Find an environment"
          role="combobox"
          aria-label="Find an environment"
          aria-expanded
          aria-controls="environments"
          aria-activedescendant={found[active] ? `environment-${found[active].name}` : undefined}
          onChange={(_, data) => {
            setSearch(data.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
        <div role="listbox" id="environments" aria-label="Environments">
          {found.map((environment, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is handled by the search field, which keeps the focus.
            // biome-ignore lint/a11y/useFocusableInteractive: the search field names the active option.
            <div
              key={environment.name}
              id={`environment-${environment.name}`}
              role="option"
              aria-selected={environment.name === current?.name}
              className={`${styles.option} ${index === active ? styles.active : ''}`}
              onMouseMove={() => setActive(index)}
              onClick={() => choose(environment)}
            >
              <span className={styles.name}>{environment.displayName}</span>
              <span className={styles.role}>
                {environment.role ? sentenceCase(environment.role) : 'no role'}
              </span>
              <EnvironmentPill environment={environment} />
            </div>
          ))}
          {found.length === 0 && <p className={styles.none}>No environment matches.</p>}
        </div>
        <p className={styles.hint}>
          Press <kbd>e</kbd> anywhere to open this. The same page opens in the environment that you choose.
        </p>
      </PopoverSurface>
    </Popover>
  )
}
