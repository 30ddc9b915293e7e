import type { PackageSignature } from '@/api/types'
import { Facts } from '@/ui/Page'
import { PlainTable } from '@/ui/PlainTable'
import { Prose } from '@/ui/Prose'
import { Badge, type Tone } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { sentenceCase } from '@/util/text'
import styles from './plan.module.css'

const VERDICTS: Record<PackageSignature['verdict'], readonly [string, Tone, string]> = {
  valid: ['Valid', 'ok', 'A signer whom the environment knows vouches for exactly this package.'],
  unknownSigner: ['Unknown signer', 'warn', 'It is signed, with a key that the environment does not know.'],
  invalid: ['Invalid', 'bad', 'Package and signature do not go together.'],
  none: ['Not signed', 'quiet', 'Nobody vouches for the package: it came without a signature.'],
}

type Props = { signature: PackageSignature }

/** Who vouches for a package, and where that one says it comes from. */
export function SignatureView({ signature: { verdict, signer, provenance, why } }: Props) {
  const [word, tone, meaning] = VERDICTS[verdict]
  return (
    <div className={styles.stack}>
      <p className={styles.none}>
        <Badge tone={tone}>{word}</Badge> {why ? <Prose text={why} /> : meaning}
      </p>
      <Facts
        facts={[
          ['Signed by', signer],
          ['Signed', provenance && <Time key="at" at={provenance.at} />],
          ['Solution', provenance && `${provenance.solution} ${provenance.version}`],
          ['Made from', provenance?.source],
          ['Made by', provenance?.builder],
        ]}
      />
      {provenance && provenance.checks.length > 0 && (
        <PlainTable label="Checks of the signer" head={['What the signer looked at', 'What came of it']}>
          {provenance.checks.map(({ name, outcome }) => (
            <tr key={name}>
              <td>{sentenceCase(name)}</td>
              <td>
                <Prose text={outcome} />
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {provenance && provenance.approvals.length > 0 && (
        <PlainTable label="Approvals" head={['Who agreed', 'When']}>
          {provenance.approvals.map(({ by, at }) => (
            <tr key={`${by} ${at}`}>
              <td>{by}</td>
              <td>{at ? <Time at={at} /> : <span className={styles.quiet}>not told</span>}</td>
            </tr>
          ))}
        </PlainTable>
      )}
    </div>
  )
}
