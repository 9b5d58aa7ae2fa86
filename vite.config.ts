import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import { identityOf } from './electron/product/identity.ts';
import { keepStripped } from './electron/stripped.ts';

/** The window's page. Relative addresses, so that it loads from the app's own protocol and from the loopback host alike. */
const page: UserConfig = {
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: { outDir: '../dist/renderer', emptyOutDir: true, target: 'chrome130', sourcemap: false, chunkSizeWarningLimit: 1500 },
};

/** What Node and Electron bring along, and the one module with native code. Everything else goes into the build. */
const EXTERNAL = [/^node:/, 'electron', /^better-sqlite3/];

/** All entries side by side: a thread's file is found beside the file that starts it. */
const node = (): UserConfig => ({
  // Worked out while building: what is built has no sources beside it.
  define: { __TRACEWAKE_BUILD__: JSON.stringify(identityOf(import.meta.dirname)) },
  ssr: { noExternal: true, external: ['electron', 'better-sqlite3'] },
  build: {
    ssr: true,
    outDir: 'dist/electron',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: {
        main: 'electron/desktop/main.ts',
        cli: 'electron/headless/cli.ts',
        worker: 'electron/engine/worker.ts',
        'parse-worker': 'electron/engine/bundle/parse-worker.ts',
      },
      external: EXTERNAL,
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});

/** A sandboxed preload script is CommonJS and can import nothing but Electron. */
const preload: UserConfig = {
  ssr: { noExternal: true, external: ['electron'] },
  build: {
    ssr: true,
    outDir: 'dist/electron',
    emptyOutDir: false,
    target: 'chrome130',
    rolldownOptions: {
      input: 'electron/desktop/preload.ts',
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: 'preload.cjs' },
    },
  },
};

/** Milliseconds. What takes so long hangs; what takes long on a busy machine does not fail. */
const PATIENT = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 60_000 } } };

// Tests run the engine from source, in threads by the hundred.
keepStripped();

export default defineConfig(({ mode }) => ({
  ...(mode === 'node' ? node() : mode === 'preload' ? preload : page),
  test:
    mode === 'e2e'
      ? // Journeys measure nothing and share the machine badly: one file after the other.
        { root: '.', include: ['test/e2e/**/*.test.ts'], ...PATIENT, fileParallelism: false }
      : {
          root: '.',
          include: ['test/{unit,golden,contract,store,renderer,fuzz,repo,truth}/**/*.test.{ts,tsx}'],
          ...PATIENT,
        },
}));
