import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { DomainError } from '../errors.ts'

const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

/** The files that are served; a Map, so that no name finds what every object inherits. */
const TYPE_OF_FILE: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css'],
  ['swagger-ui-bundle.js', 'text/javascript'],
  ['favicon-32x32.png', 'image/png'],
])

const START = 'start.js'

// Everything comes from this server, so that the page works offline.
const pageOf = (title: string) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="icon" href="/docs/assets/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
  </head>
  <body>
    <div id="reference"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/assets/${START}"></script>
  </body>
</html>`

const start = "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', validatorUrl: null, deepLinking: true })\n"

/** The reference page of /openapi.json, with its files from the swagger-ui-dist package. Mount it at /docs. */
export const docs = (title: string) =>
  new Hono()
    .get('/', (c) => c.html(pageOf(title)))
    // One route for all files: beside a fixed path a parameter would keep Hono from its fastest router.
    .get('/assets/:file', async (c) => {
      const file = c.req.param('file')
      if (file === START) return c.body(start, 200, { 'content-type': 'text/javascript' })
      const type = TYPE_OF_FILE.get(file)
      if (type === undefined) throw new DomainError('not_found')
      return c.body(await readFile(join(assets, file)), 200, { 'content-type': type, 'cache-control': 'max-age=3600' })
    })
