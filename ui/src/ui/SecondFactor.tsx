import { Button, Field, Input } from '@fluentui/react-components'
import { type FormEvent, useState } from 'react'
import type { SecondFactorOffer } from '@/api/types'
import { CopyButton } from './CopyButton'
import { ErrorNotice, Notice } from './Notice'
import styles from './SecondFactor.module.css'

type CodeProps = {
  label?: string
  action: string
  pending: boolean
  error: unknown
  send: (code: string) => void
}

/** Asks for a code of the second factor. */
export function CodeForm({ label = 'Code', action, pending, error, send }: CodeProps) {
  const [code, setCode] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send(code)
  }
  return (
    <form className={styles.part} onSubmit={submit}>
      <Field label={label} required>
        <Input
          name="code"
          autoComplete="one-time-code"
          autoFocus
          value={code}
          onChange={(_, data) => setCode(data.value)}
        />
      </Field>
      <ErrorNotice error={error} />
      <Button type="submit" appearance="primary" disabledFocusable={pending || !code.trim()}>
        {action}
      </Button>
    </form>
  )
}

/** A secret for an authenticator app, to be scanned or typed. */
export function Offer({ offer }: { offer: SecondFactorOffer }) {
  return (
    <div className={styles.part}>
      <p>Scan this with an authenticator app, or type the secret into it.</p>
      <img
        className={styles.qr}
        alt="QR code of the secret"
        src={`data:image/svg+xml,${encodeURIComponent(offer.qr)}`}
      />
      <div>
        <code className={styles.secret}>{offer.secret}</code>
        <CopyButton text={offer.secret} label="Copy the secret" />
      </div>
    </div>
  )
}

/** Codes that are shown this once. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return (
    <Notice tone="warn" title="Keep your recovery codes">
      <p>Each signs you in once, if you lose the app. They are not shown again.</p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <CopyButton text={codes.join('\n')} label="Copy the recovery codes">
        Copy
      </CopyButton>
    </Notice>
  )
}
