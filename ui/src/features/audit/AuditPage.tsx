import { Button } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { auditExport, auditQuery } from '@/api/audit'
import type { AuditEntry } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { DataTable } from '@/ui/DataTable'
import { Page, Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { cli } from '@/util/cli'
import type { AuditSearch } from '@/util/urls'
import { AuditFilterForm } from './AuditFilterForm'
import { filterOf, isWhole } from './audit'
import { auditColumns } from './auditColumns'
import { EntryDialog } from './EntryDialog'
import { Verification } from './Verification'

/** Who did what to what, and whether the log is what was written. What is listed is part of the address. */
export function AuditPage() {
  const search = useSearch({ from: '/signed-in/audit' })
  const filter = filterOf(search)
  return (
    <Page
      title="Audit"
      intro="Every change, newest first: who asked, what was done, to what, with what was before and after. Entries are only added."
      actions={
        <>
          <CliCommand command={cli.auditList(filter)} />
          <Button
            as="a"
            size="small"
            icon={<ArrowDownloadRegular />}
            href={auditExport(filter, 'jsonl')}
            download
            title={
              isWhole(search)
                ? 'steward audit verify --file verifies it without a server.'
                : 'With entries left out between others it cannot be verified later.'
            }
          >
            Export JSON lines
          </Button>
          <Button
            as="a"
            size="small"
            icon={<ArrowDownloadRegular />}
            href={auditExport(filter, 'csv')}
            download
          >
            Export CSV
          </Button>
        </>
      }
    >
      <Verification />
      <Section title="Which entries">
        <AuditFilterForm key={JSON.stringify(search)} search={search} />
      </Section>
      <Entries search={search} />
    </Page>
  )
}

function Entries({ search }: { search: AuditSearch }) {
  const query = useInfiniteQuery(auditQuery(filterOf(search)))
  const [opened, setOpened] = useState<AuditEntry>()
  return (
    <QueryState query={query} what="the audit log">
      {({ pages }) => (
        <>
          <DataTable
            label="Entries"
            one="entry"
            columns={auditColumns(setOpened)}
            rows={pages.flatMap(({ value }) => value)}
            rowKey={({ seq }) => String(seq)}
            paged={{ more: query.hasNextPage }}
            empty="No entry matches the filter."
            foot={
              query.hasNextPage && (
                <Button
                  size="small"
                  onClick={() => void query.fetchNextPage()}
                  disabledFocusable={query.isFetchingNextPage}
                >
                  {query.isFetchingNextPage ? 'Loading…' : 'Load older'}
                </Button>
              )
            }
          />
          {opened && <EntryDialog entry={opened} close={() => setOpened(undefined)} />}
        </>
      )}
    </QueryState>
  )
}
