import type { ExportPreview } from '@/api/types'
import type { WizardStep } from '@/ui/Wizard'
import { count } from '@/util/text'

export type ExportStep = 'version' | 'content' | 'findings' | 'variables' | 'download'

const LABELS: readonly (readonly [ExportStep, string])[] = [
  ['version', 'Version'],
  ['content', 'Content'],
  ['findings', 'Findings'],
  ['variables', 'Variables'],
  ['download', 'Download'],
]

export const EXPORT_STEPS: readonly WizardStep<ExportStep>[] = LABELS.map(([name, label]) => ({
  name,
  label,
  open: true,
}))

export function stepAfter(step: ExportStep): ExportStep {
  const at = LABELS.findIndex(([name]) => name === step)
  return LABELS[at + 1]?.[0] ?? step
}

/** What is worth knowing before the package leaves, as sentences. */
export function exportWarnings({ missing, findings }: Pick<ExportPreview, 'missing' | 'findings'>): string[] {
  const grave = findings.filter(
    ({ severity, waived }) => !waived && (severity === 'critical' || severity === 'high'),
  )
  const lacking = missing.filter(({ solution }) => solution === undefined)
  return [
    ...(lacking.length > 0
      ? [
          `${count(lacking.length, 'component')} that it needs ${lacking.length === 1 ? 'is' : 'are'} not in it.`,
        ]
      : []),
    ...(grave.length > 0 ? [`${count(grave.length, 'finding')} of high severity.`] : []),
  ]
}
