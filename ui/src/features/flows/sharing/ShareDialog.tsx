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
import type { EnvironmentView, FlowAccess, FlowView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ErrorNotice, Notice } from '@/ui/Notice'
import { QueryState } from '@/ui/PageState'
import { useFocusKept } from '@/ui/useFocusKept'
import { startsByHand, triggerIn } from '@/util/startForm'
import { count } from '@/util/text'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import { BlockedDialog } from './BlockedDialog'
import { ConnectionsTab } from './ConnectionsTab'
import { type Change, changesOf, type Draft, NOTHING } from './draft'
import { EffectiveTab } from './EffectiveTab'
import { blocked, ownersAfter } from './owners'
import { PeopleTab } from './PeopleTab'
import type { Saved } from './save'
import styles from './sharing.module.css'
import { useSave } from './useSave'
import { problemOf } from './words'

type Props = { environment: EnvironmentView; flow: FlowView; close: () => void }

type ShareTab = 'people' | 'connections' | 'effective'

/** With whom a flow is shared, whose connections others use in it, and what somebody can do with it. */
export function ShareDialog({ environment, flow, close }: Props) {
  const query = useQuery(sharingQuery(environment.name, flow.id))
  const [draft, setDraft] = useState(NOTHING)
  const [tab, setTab] = useState<ShareTab>('people')
  const { saving, save } = useSave(environment.name, flow, query.data?.access.policy, close)
  const focusKept = useFocusKept()
  const isTouched = draft !== NOTHING
  return (
    <Dialog
      open
      onOpenChange={(_, { open, type }) => {
        // A click beside the dialog must not lose what was entered.
        if (!open && !(type === 'backdropClick' && isTouched)) close()
      }}
    >
      <DialogSurface className={styles.surface} ref={focusKept}>
        <DialogBody>
          <DialogTitle>{`Share ${flow.name} in ${environment.displayName}`}</DialogTitle>
          <DialogContent className={styles.content}>
            <TabList
              size="small"
              selectedValue={tab}
              onTabSelect={(_, { value }) => setTab(value as ShareTab)}
            >
              <Tab id="share-people" value="people">
                People and groups
              </Tab>
              {query.data && isStartable(query.data) && (
                <Tab id="share-connections" value="connections">
                  Connections used when others run it
                </Tab>
              )}
              <Tab id="share-effective" value="effective">
                Effective access
              </Tab>
            </TabList>
            <div role="tabpanel" aria-labelledby={`share-${tab}`} className={styles.panel}>
              <QueryState query={query} what="whom it is shared with">
                {(sharing) => (
                  <Panel
                    tab={tab}
                    environment={environment.name}
                    sharing={sharing}
                    draft={draft}
                    change={setDraft}
                  />
                )}
              </QueryState>
            </div>
            <Refused saved={saving.data} />
          </DialogContent>
          <DialogActions>
            <Button onClick={close}>Cancel</Button>
            {query.data && (
              <SaveButton sharing={query.data} draft={draft} busy={saving.isPending} save={save} />
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

/** Whether a person can start the flow. */
function isStartable({ flow }: Sharing): boolean {
  return startsByHand(triggerIn(flow.definition, flow.trigger.name) ?? { type: flow.trigger.type })
}

type PanelProps = {
  tab: ShareTab
  environment: string
  sharing: Sharing
  draft: Draft
  change: (draft: Draft) => void
}

function Panel({ tab, environment, sharing, draft, change }: PanelProps) {
  const router = useRouter()
  const flow = sharing.flow.id
  switch (tab) {
    case 'people': {
      const link = window.location.origin + router.buildLocation(urls.flow(environment, flow)).href
      return <PeopleTab sharing={sharing} draft={draft} change={change} link={link} />
    }
    case 'connections':
      return <ConnectionsTab environment={environment} sharing={sharing} draft={draft} change={change} />
    case 'effective':
      return <EffectiveTab environment={environment} flow={flow} hasChanges={draft !== NOTHING} />
  }
}

type SaveProps = {
  sharing: Sharing
  draft: Draft
  busy: boolean
  save: (changes: readonly Change[]) => void
}

/** Saves, unless that would leave nobody who could undo it. */
function SaveButton({ sharing, draft, busy, save }: SaveProps) {
  const me = useMe().principal.id
  const [asking, setAsking] = useState(false)
  const changes = changesOf(sharing, draft, me)
  const why = blocked(sharing, draft, me)
  return (
    <>
      <ActionButton
        appearance="primary"
        can={{ reason: reasonAgainst(changes, sharing.access) }}
        busy={busy}
        onClick={() => (why ? setAsking(true) : save(changes))}
      >
        {busy ? 'Working…' : 'Save'}
      </ActionButton>
      {asking && why && (
        <BlockedDialog
          why={why}
          flow={sharing.flow.name}
          owners={ownersAfter(sharing, draft)}
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

/** Why changes cannot be saved yet: every reason, or that there are none. */
function reasonAgainst(changes: readonly Change[], { policy }: FlowAccess): string | undefined {
  const problems = changes.flatMap((change) => problemOf(change, policy) ?? [])
  if (problems.length > 0) return problems.join(' ')
  return changes.length === 0 ? 'Nothing is changed yet.' : undefined
}

function Refused({ saved }: { saved: Saved | undefined }) {
  if (!saved?.refused) return null
  return (
    <>
      {saved.done > 0 && (
        <Notice tone="warn">
          {count(saved.done, 'change was', 'changes were')} made before the next one was refused.
        </Notice>
      )}
      <ErrorNotice error={saved.refused} />
    </>
  )
}
