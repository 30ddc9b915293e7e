import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { mockApi } from './mocks/vitePlugin.ts'

const api = process.env.STEWARD_API ?? 'http://localhost:8080'
const mocked = process.env.STEWARD_MOCK === '1'

export default defineConfig({
  plugins: [react(), ...(mocked ? [mockApi()] : [])],
  resolve: {
    alias: {
      '@mocks': fileURLToPath(new URL('./mocks', import.meta.url)),
      '@': fileURLToPath(new URL('./src', import.meta.url)),
    },
  },
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 700 },
  server: {
    // Cookies and the same-origin check work because the browser sees one origin only.
    proxy: mocked ? {} : { '/api': api, '/auth': api, '/healthz': api, '/readyz': api },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./mocks/testSetup.ts'],
    testTimeout: 60_000,
    restoreMocks: true,
    include: ['src/**/*.test.{ts,tsx}'],
    maxWorkers: 2,
  },
})
