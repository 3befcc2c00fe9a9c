/** The command of the pnpm that runs the benchmark; undefined where none does. */
export const manager = commandOf(process.env['npm_execpath'])

function commandOf(path: string | undefined): readonly string[] | undefined {
  if (path === undefined) return undefined
  return /\.[cm]?js$/.test(path) ? [process.execPath, path] : [path]
}
