import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Tab,
  TabList,
} from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { type Sharing, sharingQuery } from '@/api/sharing'
import type { EnvironmentView, FlowView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ErrorNotice, Notice } from '@/ui/Notice'
import { QueryState } from '@/ui/PageState'
import { startsByHand, triggerIn } from '@/util/startForm'
import { count } from '@/util/text'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { BlockedDialog } from './BlockedDialog'
import { ConnectionsTab } from './ConnectionsTab'
import { changesOf, type Draft, NOTHING, newShares, rowsOf } from './draft'
import { EffectiveTab } from './EffectiveTab'
import { blocked } from './owners'
import { PeopleTab } from './PeopleTab'
import styles from './sharing.module.css'
import { useSave } from './useSave'
import { problemOf } from './words'

type Props = { environment: EnvironmentView; flow: FlowView; close: () => void }

/** With whom a flow is shared, whose connections others use in it, and what somebody can do with it. */
export function ShareDialog({ environment, flow, close }: Props) {
  const query = useQuery(sharingQuery(environment.name, flow.id))
  const [draft, setDraft] = useState(NOTHING)
  const isTouched = draft !== NOTHING
  return (
    <Dialog
      open
      onOpenChange={(_, { open, type }) => {
        // A click beside the dialog must not lose what was entered.
        if (!open && !(type === 'backdropClick' && isTouched)) close()
      }}
    >
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{`Share ${flow.name} in ${environment.displayName}`}</DialogTitle>
          {query.data ? (
            <Loaded
              environment={environment}
              sharing={query.data}
              draft={draft}
              change={setDraft}
              close={close}
            />
          ) : (
            <>
              <DialogContent>
                <QueryState query={query} what="whom it is shared with">
                  {() => null}
                </QueryState>
              </DialogContent>
              <DialogActions>
                <Button onClick={close}>Cancel</Button>
              </DialogActions>
            </>
          )}
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

type ShareTab = 'people' | 'connections' | 'effective'

type LoadedProps = {
  environment: EnvironmentView
  sharing: Sharing
  draft: Draft
  change: (draft: Draft) => void
  close: () => void
}

function Loaded({ environment, sharing, draft, change, close }: LoadedProps) {
  const { flow } = sharing
  const me = useMe().principal.id
  const router = useRouter()
  const [tab, setTab] = useState<ShareTab>('people')
  const [asking, setAsking] = useState(false)
  const { saving, save } = useSave(environment.name, flow, close)
  const changes = changesOf(sharing, draft, me)
  const why = blocked(sharing, draft, me)
  const isStartable = startsByHand(
    triggerIn(flow.definition, flow.trigger.name) ?? { type: flow.trigger.type },
  )
  const link = window.location.origin + router.buildLocation(urls.flow(environment.name, flow.id)).href
  return (
    <>
      <DialogContent className={styles.content}>
        <TabList size="small" selectedValue={tab} onTabSelect={(_, { value }) => setTab(value as ShareTab)}>
          <Tab id="share-people" value="people">
            People and groups
          </Tab>
          {isStartable && (
            <Tab id="share-connections" value="connections">
              Connections used when others run it
            </Tab>
          )}
          <Tab id="share-effective" value="effective">
            Effective access
          </Tab>
        </TabList>
        <div role="tabpanel" aria-labelledby={`share-${tab}`} className={styles.panel}>
          {tab === 'people' && <PeopleTab sharing={sharing} draft={draft} change={change} link={link} />}
          {tab === 'connections' && <ConnectionsTab sharing={sharing} draft={draft} change={change} />}
          {tab === 'effective' && (
            <EffectiveTab environment={environment.name} flow={flow.id} hasChanges={changes.length > 0} />
          )}
        </div>
        <Refused saved={saving.data} error={saving.error} />
      </DialogContent>
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <ActionButton
          appearance="primary"
          can={{ reason: reasonAgainst(sharing, draft, changes.length) }}
          busy={saving.isPending}
          onClick={() => (why ? setAsking(true) : save(changes))}
        >
          {saving.isPending ? 'Working…' : 'Save'}
        </ActionButton>
      </DialogActions>
      {asking && why && (
        <BlockedDialog
          why={why}
          flow={flow.name}
          goOn={() => {
            setAsking(false)
            save(changes)
          }}
          close={() => setAsking(false)}
        />
      )}
    </>
  )
}

/** Why a draft cannot be saved yet: every reason, or that nothing is changed. */
function reasonAgainst(sharing: Sharing, draft: Draft, changes: number): string | undefined {
  const { grants, access } = sharing
  const touched = rowsOf(grants, draft).flatMap(({ grant, tier, endsAt, reason, changed, removed }) =>
    changed && !removed && tier !== 'primaryOwner'
      ? [{ principal: grant.principal, tier, endsAt, reason }]
      : [],
  )
  const problems = [...newShares(grants, draft), ...touched].flatMap(
    (share) => problemOf(share, access.policy) ?? [],
  )
  if (problems.length > 0) return problems.join(' ')
  return changes === 0 ? 'Nothing is changed yet.' : undefined
}

function Refused({
  saved,
  error,
}: {
  saved: { done: number; refused?: unknown } | undefined
  error: unknown
}) {
  const refused = saved?.refused ?? error
  if (!refused) return null
  return (
    <>
      {saved && saved.done > 0 && (
        <Notice tone="warn">
          {count(saved.done, 'change was', 'changes were')} made before the next one was refused.
        </Notice>
      )}
      <ErrorNotice error={refused} />
    </>
  )
}
