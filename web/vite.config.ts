/** Builds the pages into `dist/web`, where the server finds them. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { firstLoadBudget } from './first-load-budget.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  plugins: [react(), firstLoadBudget({ kilobytes: 250 })],
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    // Everything is a file of ours: the content security policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // `npm run dev:web`: pages that reload, on the API of a service that runs beside.
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
