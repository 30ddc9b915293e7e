import { Button, Field, Input } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { meQuery, signIn } from '@/api/session'
import { ErrorNotice } from '@/ui/Notice'
import { Logo } from './Logo'
import { localPath } from './localPath'
import styles from './SignInPage.module.css'
import { ThemeToggle } from './ThemeToggle'

export function SignInPage() {
  const { returnTo } = useSearch({ from: '/sign-in' })
  const router = useRouter()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: async () => {
      await queryClient.resetQueries({ queryKey: meQuery.queryKey })
      router.history.push(localPath(returnTo))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    entering.mutate({ name, password })
  }
  return (
    <main className={styles.page}>
      <title>Sign in · Steward</title>
      <form className={styles.card} onSubmit={submit}>
        <div className={styles.brand}>
          <Logo />
          <h1>Sign in to Steward</h1>
        </div>
        {returnTo && <p className={styles.note}>You will come back to the page that you asked for.</p>}
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
        <Button
          type="submit"
          appearance="primary"
          disabledFocusable={entering.isPending || !name || !password}
        >
          {entering.isPending ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      <div className={styles.theme}>
        <ThemeToggle />
      </div>
    </main>
  )
}
