import type { FluentIcon } from '@fluentui/react-icons'
import { AppsListRegular } from '@fluentui/react-icons/svg/apps-list'
import { ArrowRepeatAllRegular } from '@fluentui/react-icons/svg/arrow-repeat-all'
import { ArrowReplyRegular } from '@fluentui/react-icons/svg/arrow-reply'
import { ArrowSyncRegular } from '@fluentui/react-icons/svg/arrow-sync'
import { BoxMultipleRegular } from '@fluentui/react-icons/svg/box-multiple'
import { BracesRegular } from '@fluentui/react-icons/svg/braces'
import { BranchForkRegular } from '@fluentui/react-icons/svg/branch-fork'
import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock'
import { ChatRegular } from '@fluentui/react-icons/svg/chat'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { ClockRegular } from '@fluentui/react-icons/svg/clock'
import { CloudRegular } from '@fluentui/react-icons/svg/cloud'
import { CodeRegular } from '@fluentui/react-icons/svg/code'
import { DatabaseRegular } from '@fluentui/react-icons/svg/database'
import { DocumentFolderRegular } from '@fluentui/react-icons/svg/document-folder'
import { FilterRegular } from '@fluentui/react-icons/svg/filter'
import { FlashRegular } from '@fluentui/react-icons/svg/flash'
import { FlowRegular } from '@fluentui/react-icons/svg/flow'
import { GlobeRegular } from '@fluentui/react-icons/svg/globe'
import { MailRegular } from '@fluentui/react-icons/svg/mail'
import { MathFormulaRegular } from '@fluentui/react-icons/svg/math-formula'
import { PersonRegular } from '@fluentui/react-icons/svg/person'
import { PlugConnectedRegular } from '@fluentui/react-icons/svg/plug-connected'
import { QuestionCircleRegular } from '@fluentui/react-icons/svg/question-circle'
import { StopRegular } from '@fluentui/react-icons/svg/stop'
import { TableRegular } from '@fluentui/react-icons/svg/table'
import { TapSingleRegular } from '@fluentui/react-icons/svg/tap-single'
import type { FlowNode } from './graph'

const CONNECTORS: Record<string, FluentIcon> = {
  approvals: CheckmarkCircleRegular,
  azureblob: CloudRegular,
  commondataservice: DatabaseRegular,
  commondataserviceforapps: DatabaseRegular,
  excelonlinebusiness: TableRegular,
  office365: MailRegular,
  office365users: PersonRegular,
  onedriveforbusiness: CloudRegular,
  sendmail: MailRegular,
  sharepointonline: DocumentFolderRegular,
  sql: DatabaseRegular,
  teams: ChatRegular,
}

const TYPES: Record<string, FluentIcon> = {
  appendtoarrayvariable: MathFormulaRegular,
  appendtostringvariable: MathFormulaRegular,
  changeset: BoxMultipleRegular,
  compose: BracesRegular,
  decrementvariable: MathFormulaRegular,
  expression: MathFormulaRegular,
  foreach: ArrowRepeatAllRegular,
  http: GlobeRegular,
  httpwebhook: GlobeRegular,
  if: BranchForkRegular,
  incrementvariable: MathFormulaRegular,
  initializevariable: MathFormulaRegular,
  join: CodeRegular,
  parsejson: BracesRegular,
  query: FilterRegular,
  recurrence: CalendarClockRegular,
  request: TapSingleRegular,
  response: ArrowReplyRegular,
  scope: BoxMultipleRegular,
  select: AppsListRegular,
  setvariable: MathFormulaRegular,
  switch: BranchForkRegular,
  table: TableRegular,
  terminate: StopRegular,
  until: ArrowSyncRegular,
  wait: ClockRegular,
  workflow: FlowRegular,
}

/** What stands for a node: its connector if it has one, else its type. */
export function NodeIcon({ node }: { node: FlowNode }) {
  const byType = TYPES[node.type.toLowerCase()]
  const Icon =
    node.connector === undefined
      ? (byType ?? (node.kind === 'trigger' ? FlashRegular : QuestionCircleRegular))
      : (CONNECTORS[node.connector] ?? PlugConnectedRegular)
  return <Icon aria-hidden />
}
