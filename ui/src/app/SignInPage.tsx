import { Button, Divider, Field, Input } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import {
  meQuery,
  offerSecondFactorAtSignIn,
  providerPage,
  providersQuery,
  sendCode,
  signIn,
} from '@/api/session'
import { ErrorNotice } from '@/ui/Notice'
import { CodeForm, Offer, RecoveryCodes } from '@/ui/SecondFactor'
import { Logo } from './Logo'
import { localPath } from './localPath'
import styles from './SignInPage.module.css'
import { signInError } from './signInErrors'
import { ThemeToggle } from './ThemeToggle'

export function SignInPage() {
  const { returnTo, error } = useSearch({ from: '/sign-in' })
  const router = useRouter()
  const queryClient = useQueryClient()
  const [isCodeWanted, setCodeWanted] = useState(false)
  const enter = async () => {
    await queryClient.resetQueries({ queryKey: meQuery.queryKey })
    router.history.push(localPath(returnTo))
  }
  return (
    <main className={styles.page}>
      <title>Sign in · Steward</title>
      <div className={styles.card}>
        <div className={styles.brand}>
          <Logo />
          <h1>Sign in to Steward</h1>
        </div>
        {returnTo && <p className={styles.note}>You will come back to the page that you asked for.</p>}
        {isCodeWanted ? (
          <CodeStep enter={enter} />
        ) : (
          <>
            <ErrorNotice error={signInError(error)} />
            <PasswordStep enter={enter} wantCode={() => setCodeWanted(true)} />
            <Providers returnTo={localPath(returnTo)} />
          </>
        )}
      </div>
      <div className={styles.theme}>
        <ThemeToggle />
      </div>
    </main>
  )
}

type StepProps = { enter: () => Promise<void> }

function PasswordStep({ enter, wantCode }: StepProps & { wantCode: () => void }) {
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: async (wanted) => {
      if (!wanted) return enter()
      queryClient.setQueryData(offerKey, wanted.isFirst ? undefined : null)
      wantCode()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    entering.mutate({ name, password })
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="Name" required>
        <Input
          name="username"
          autoComplete="username"
          autoFocus
          value={name}
          onChange={(_, data) => setName(data.value)}
        />
      </Field>
      <Field label="Password" required>
        <Input
          name="password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(_, data) => setPassword(data.value)}
        />
      </Field>
      <ErrorNotice error={entering.error} />
      <Button type="submit" appearance="primary" disabledFocusable={entering.isPending || !name || !password}>
        {entering.isPending ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  )
}

/** Nothing is offered (`null`) to whoever has a second factor. */
const offerKey = ['second-factor-offer']

function CodeStep({ enter }: StepProps) {
  const offer = useQuery({
    queryKey: offerKey,
    queryFn: () => offerSecondFactorAtSignIn(),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const [codes, setCodes] = useState<readonly string[]>()
  const sending = useMutation({
    mutationFn: sendCode,
    onSuccess: async (first) => (first ? setCodes(first.recoveryCodes) : enter()),
  })
  if (codes) {
    return (
      <>
        <RecoveryCodes codes={codes} />
        <Button appearance="primary" onClick={() => void enter()}>
          Continue
        </Button>
      </>
    )
  }
  return (
    <>
      {offer.data ? (
        <>
          <p className={styles.note}>This installation requires a second factor.</p>
          <Offer offer={offer.data} />
        </>
      ) : (
        <p className={styles.note}>Enter the code of your authenticator app, or a recovery code.</p>
      )}
      <ErrorNotice error={offer.error} />
      <CodeForm
        action="Sign in"
        pending={sending.isPending}
        error={sending.error}
        send={(code) => sending.mutate(code)}
      />
    </>
  )
}

function Providers({ returnTo }: { returnTo: string }) {
  const providers = useQuery(providersQuery).data?.value ?? []
  if (providers.length === 0) return null
  return (
    <>
      <Divider>or</Divider>
      {providers.map(({ name, label }) => (
        <Button key={name} as="a" href={providerPage(name, returnTo)}>
          Sign in with {label}
        </Button>
      ))}
    </>
  )
}
