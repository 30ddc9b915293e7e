import { QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import { createQueryClient } from '@/app/queryClient'
import { createAppRouter } from '@/app/router'
import { ThemeRoot } from '@/app/ThemeRoot'

/** The whole application at an address, against the mock server. */
export function renderApp(address: string) {
  const queryClient = createQueryClient(() => undefined)
  const router = createAppRouter(queryClient)
  router.update({ ...router.options, history: createMemoryHistory({ initialEntries: [address] }) })
  render(
    <ThemeRoot>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ThemeRoot>,
  )
  return router
}
