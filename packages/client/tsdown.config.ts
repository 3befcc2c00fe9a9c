import { defineConfig } from 'tsdown'

/**
 * One file for each format, with openapi-fetch inside, whose own CommonJS a module of Node reads otherwise than a bundler:
 * whoever installs it gets nothing else, and `fetch` is all that it takes from where it runs.
 */
export default defineConfig({
  entry: ['src/index.ts'],
  outDir: 'dist/bundle',
  format: ['esm', 'cjs'],
  platform: 'neutral',
  fixedExtension: true,
  target: 'es2023',
  tsconfig: 'tsconfig.bundle.json',
  dts: true,
  deps: { onlyBundle: ['openapi-fetch'] },
  // Its licence wants to stay with it.
  copy: { from: 'node_modules/openapi-fetch/LICENSE', to: 'dist/bundle', rename: 'openapi-fetch.LICENSE' },
})
