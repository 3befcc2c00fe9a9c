import { defineConfig } from 'tsdown'

/** One file for each door and format, with what it takes from the workspace inside: whoever installs it gets zod alone. */
export default defineConfig({
  entry: ['src/index.ts', 'src/hono.ts'],
  outDir: 'dist/bundle',
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node20',
  tsconfig: 'tsconfig.bundle.json',
  dts: true,
  inputOptions: { resolve: { conditionNames: ['source', 'import', 'node', 'default'] } },
})
