import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The window's page. Relative addresses, so that it loads from the app's own protocol and from the loopback host alike.
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: { outDir: '../dist/renderer', emptyOutDir: true, target: 'chrome130', sourcemap: false },
  test: { root: '.', include: ['test/{unit,golden,contract,store,renderer,fuzz,repo}/**/*.test.{ts,tsx}'], testTimeout: 30_000 },
});
