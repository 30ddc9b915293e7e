import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components'
import { KeyRegular } from '@fluentui/react-icons/svg/key'
import { PersonRegular } from '@fluentui/react-icons/svg/person'
import { SignOutRegular } from '@fluentui/react-icons/svg/sign-out'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { signOut } from '@/api/session'
import type { PrincipalView } from '@/api/types'
import { IdentityInitials } from '@/ui/Principal'
import { urls } from '@/util/urls'
import styles from './Shell.module.css'

/** Who is signed in, and the way out. */
export function PrincipalMenu({ principal }: { principal: PrincipalView }) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const leaving = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      queryClient.clear()
      await navigate(urls.signIn())
    },
  })
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          icon={
            <span aria-hidden>
              <IdentityInitials principal={principal} />
            </span>
          }
        >
          <span className="sr-only">Signed in as </span>
          <span className={styles.wide}>{principal.displayName}</span>
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <strong>{principal.displayName}</strong>
          <span>{principal.email ?? principal.name}</span>
        </div>
        <MenuList>
          <MenuItem icon={<PersonRegular />} onClick={() => void navigate(urls.person(principal.id))}>
            My page
          </MenuItem>
          <MenuItem icon={<KeyRegular />} onClick={() => void navigate(urls.account())}>
            My account
          </MenuItem>
          <MenuDivider />
          <MenuItem icon={<SignOutRegular />} onClick={() => leaving.mutate()}>
            Sign out
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
