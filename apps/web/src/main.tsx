import './styles/app.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ConnectionBanner } from './components/shell/connection-banner.tsx'
import { Toaster } from './components/ui/toaster.tsx'
import { onSignedOut, queryClient } from './lib/api.ts'
import { startI18n } from './lib/i18n.ts'
import { leaveForSignIn } from './lib/session.ts'
import { followSystemTheme } from './lib/theme.ts'
import { router } from './router.tsx'

followSystemTheme()
onSignedOut(() => leaveForSignIn(router))
await startI18n()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ConnectionBanner />
      <RouterProvider router={router} />
      <Toaster />
    </QueryClientProvider>
  </StrictMode>,
)
