import {
  Button,
  Input,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  ToggleButton,
} from '@fluentui/react-components'
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { StarFilled, StarRegular } from '@fluentui/react-icons/svg/star'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import type { EnvironmentView } from '@/api/types'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { matches } from '@/ui/Filters'
import styles from './EnvironmentSwitcher.module.css'
import { PlaceList } from './PlaceList'
import { favourites, placeGroups, recents } from './places'
import { openIn } from './samePage'
import { useHotKey } from './useHotKey'

type Props = { environments: readonly EnvironmentView[]; current: EnvironmentView | undefined }

/** Shows the environment and changes it; the key `e` opens it from anywhere. */
export function EnvironmentSwitcher({ environments, current }: Props) {
  const [open, setOpen] = useState(false)
  useHotKey('e', () => setOpen(true))
  return (
    <Popover open={open} onOpenChange={(_, data) => setOpen(data.open)} trapFocus positioning="below-start">
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
        <Places environments={environments} current={current} close={() => setOpen(false)} />
      </PopoverSurface>
    </Popover>
  )
}

function Places({ environments, current, close }: Props & { close: () => void }) {
  const [search, setSearch] = useState('')
  const [active, setActive] = useState(0)
  const [favourite, setFavourite] = useState(favourites.read)
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { pathname } = useLocation()
  const found = environments.filter(({ name, displayName, kind }) => matches(search, name, displayName, kind))
  const groups = placeGroups(found, favourite, recents.read())
  const inOrder = groups.flatMap((group) => group.environments)
  const choose = async (environment: EnvironmentView | undefined) => {
    if (!environment) return
    close()
    const { to, said } = await openIn(queryClient, pathname, environment)
    await navigate({ ...to, state: { said } })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void choose(inOrder[active])
    else if (event.key === 'ArrowDown') setActive(Math.min(active + 1, inOrder.length - 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0))
    else return
    event.preventDefault()
  }
  const isFavourite = current !== undefined && favourite.includes(current.name)
  return (
    <>
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
        aria-activedescendant={inOrder[active] ? `environment-${inOrder[active].name}` : undefined}
        onChange={(_, data) => {
          setSearch(data.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      <PlaceList
        groups={groups}
        current={current}
        active={inOrder[active]}
        onHover={(environment) => setActive(inOrder.indexOf(environment))}
        onChoose={(environment) => void choose(environment)}
      />
      {current && (
        <ToggleButton
          size="small"
          appearance="subtle"
          checked={isFavourite}
          icon={isFavourite ? <StarFilled /> : <StarRegular />}
          onClick={() => setFavourite(favourites.toggle(current.name))}
        >
          Keep {current.displayName} on top
        </ToggleButton>
      )}
      <p className={styles.hint}>
        Press <kbd>e</kbd> anywhere to open this. What is open stays open, if it is in the environment that
        you choose.
      </p>
    </>
  )
}
