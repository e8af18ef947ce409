import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where the page is served, locally and on AWS; the API is beside it, at the root of the same origin. */
const BASE = '/cp/auth-commerce-funnel/';
/** `make dev` says where its service listens. */
const SERVICE = process.env.TRACEFUNNEL_SERVICE ?? 'http://127.0.0.1:8000';

export default defineConfig({
  base: BASE,
  plugins: [react()],
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  server: {
    host: '127.0.0.1',
    proxy: {
      '^/(auth|internal|healthz|openapi\\.json|r|v1|webhooks)(/|$|\\?)': { target: SERVICE },
      [`${BASE}config.json`]: { target: SERVICE },
    },
  },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], environment: 'node' },
});
