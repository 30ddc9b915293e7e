import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  useRestoreFocusTarget,
} from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons/svg/add'
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download'
import { ArrowExportRegular } from '@fluentui/react-icons/svg/arrow-export'
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { finishUpgrade, packageAddress, planFinish, planRemoval, removeSolution } from '@/api/solutions'
import type { EnvironmentView, SolutionDetail } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { NewReferenceDialog } from '@/ui/authoring/NewReferenceDialog'
import { NewTableDialog } from '@/ui/authoring/NewTableDialog'
import { NewVariableDialog } from '@/ui/authoring/NewVariableDialog'
import { useUndoToast } from '@/ui/UndoToast'
import { solutionCan } from '@/util/can'
import { urls } from '@/util/urls'
import { AddComponentsDialog } from './AddComponentsDialog'
import { PlanDialog } from './PlanDialog'
import { SolutionDialog } from './SolutionDialog'

type Props = { environment: EnvironmentView; solution: SolutionDetail }
type Open = 'nothing' | 'components' | 'variable' | 'reference' | 'table' | 'details' | 'finish' | 'remove'

/** What can be done with a solution: export it, change what is in it, remove it. A managed one leaves as it came. */
export function SolutionActions({ environment, solution }: Props) {
  const [open, setOpen] = useState<Open>('nothing')
  const navigate = useNavigate()
  const restoreFocus = useRestoreFocusTarget()
  const close = () => setOpen('nothing')
  const mayAuthor = solutionCan.author(environment, solution).reason === undefined
  const within = { environment, solution, close }
  return (
    <>
      {solution.staged && (
        <ActionButton can={solutionCan.deploy(environment)} onClick={() => setOpen('finish')}>
          Finish the upgrade
        </ActionButton>
      )}
      <ActionButton
        icon={<AddRegular />}
        can={solutionCan.author(environment, solution)}
        onClick={() => setOpen('components')}
      >
        Add components
      </ActionButton>
      {solution.managed ? (
        <Button
          as="a"
          appearance="primary"
          icon={<ArrowDownloadRegular />}
          href={packageAddress(environment.name, solution.uniqueName)}
          download
        >
          Download
        </Button>
      ) : (
        <ActionButton
          appearance="primary"
          icon={<ArrowExportRegular />}
          can={solutionCan.deploy(environment)}
          onClick={() => void navigate(urls.exportSolution(environment.name, solution.uniqueName))}
        >
          Export
        </ActionButton>
      )}
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button {...restoreFocus} icon={<ChevronDownRegular />} iconPosition="after">
            More
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem disabled={!mayAuthor} onClick={() => setOpen('variable')}>
              New variable in it
            </MenuItem>
            <MenuItem disabled={!mayAuthor} onClick={() => setOpen('reference')}>
              New connection reference in it
            </MenuItem>
            <MenuItem disabled={!mayAuthor} onClick={() => setOpen('table')}>
              New table in it
            </MenuItem>
            <MenuItem disabled={!mayAuthor} onClick={() => setOpen('details')}>
              Change its name and version
            </MenuItem>
            <MenuItem
              disabled={solutionCan.deploy(environment).reason !== undefined}
              onClick={() => setOpen('remove')}
            >
              Remove it
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {open === 'components' && (
        <AddComponentsDialog environment={environment} solution={solution} close={close} />
      )}
      {open === 'variable' && <NewVariableDialog {...within} />}
      {open === 'reference' && <NewReferenceDialog {...within} />}
      {open === 'table' && <NewTableDialog {...within} />}
      {open === 'details' && <SolutionDialog environment={environment} solution={solution} close={close} />}
      {open === 'finish' && <FinishDialog environment={environment} solution={solution} close={close} />}
      {open === 'remove' && <RemoveDialog environment={environment} solution={solution} close={close} />}
    </>
  )
}

function RemoveDialog({ environment, solution, close }: Props & { close: () => void }) {
  const navigate = useNavigate()
  const say = useUndoToast()
  const { uniqueName, displayName, managed } = solution
  return (
    <PlanDialog
      title={`Remove ${displayName} from ${environment.displayName}`}
      environment={environment}
      effects={
        managed
          ? 'Everything that only this solution has is removed with it: its flows, and its tables with their rows.'
          : 'The solution is removed as a list. What is in it stays in the environment and goes on working.'
      }
      confirm="Remove"
      plan={() => planRemoval(environment.name, uniqueName)}
      apply={(agreed) => removeSolution(environment.name, uniqueName, agreed)}
      done={() => {
        say('Removed', [`${displayName} is not in ${environment.displayName} any more.`])
        void navigate(urls.solutions(environment.name))
      }}
      close={close}
    />
  )
}

function FinishDialog({ environment, solution, close }: Props & { close: () => void }) {
  const say = useUndoToast()
  const { uniqueName, displayName, version } = solution
  return (
    <PlanDialog
      title={`Finish the upgrade of ${displayName} in ${environment.displayName}`}
      environment={environment}
      effects={`Removes what the version before had and ${version} does not.`}
      confirm="Finish"
      plan={() => planFinish(environment.name, uniqueName)}
      apply={(agreed) => finishUpgrade(environment.name, uniqueName, agreed)}
      done={() => say('Finished', [`${displayName} is ${version} in ${environment.displayName}.`])}
      close={close}
    />
  )
}
