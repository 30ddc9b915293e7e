import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { meQuery } from './api/session'
import { createQueryClient } from './app/queryClient'
import { createAppRouter } from './app/router'
import { ThemeRoot } from './app/ThemeRoot'
import './app/global.css'

const queryClient = createQueryClient(() => {
  queryClient.removeQueries({ queryKey: meQuery.queryKey })
  void router.invalidate()
})
const router = createAppRouter(queryClient)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(
  <StrictMode>
    <ThemeRoot>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ThemeRoot>
  </StrictMode>,
)
