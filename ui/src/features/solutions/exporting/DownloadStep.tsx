import { Button } from '@fluentui/react-components'
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download'
import { type ExportHow, envelopeAddress, packageAddress, settingsAddress } from '@/api/solutions'
import type { EnvironmentView, ExportPreview } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { Notice } from '@/ui/Notice'
import { cli } from '@/util/cli'
import { count } from '@/util/text'
import styles from '../solutions.module.css'
import { exportWarnings } from './exportSteps'
import { PushToStage } from './PushToStage'

type Props = { environment: EnvironmentView; how: Required<ExportHow>; preview: ExportPreview }

/** The files: the package, and the settings to fill in where it goes. */
export function DownloadStep({ environment, how, preview }: Props) {
  const { uniqueName, components } = preview
  const warnings = exportWarnings(preview)
  return (
    <>
      <Notice
        tone={warnings.length > 0 ? 'warn' : 'busy'}
        title={`${uniqueName} ${how.version}, ${how.managed ? 'managed' : 'unmanaged'}, with ${count(components.length, 'component')}`}
      >
        {warnings.map((warning) => (
          <p key={warning}>{warning}</p>
        ))}
      </Notice>
      <div className={styles.line}>
        <Button
          as="a"
          appearance="primary"
          icon={<ArrowDownloadRegular />}
          href={packageAddress(environment.name, uniqueName, how)}
          download
        >
          Download the package
        </Button>
        <Button
          as="a"
          icon={<ArrowDownloadRegular />}
          href={settingsAddress(environment.name, uniqueName)}
          download={`${uniqueName}.settings.json`}
        >
          Download the settings to fill in
        </Button>
        <Button
          as="a"
          icon={<ArrowDownloadRegular />}
          href={envelopeAddress(environment.name, uniqueName, how)}
          download={`${uniqueName}.steward.json`}
        >
          Download the signature
        </Button>
        <CliCommand command={cli.solutionExport(environment.name, uniqueName, how)} />
      </div>
      <p className={styles.sentence}>
        The same package from the same content has the same bytes, whoever exports it. The signature is this
        installation’s: it says of which environment the package is, for whom it was made and what the checker
        found, and counts where an environment knows the key of the installation as a signer.
      </p>
      <PushToStage environment={environment} solution={uniqueName} version={how.version} />
    </>
  )
}
