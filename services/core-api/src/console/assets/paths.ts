import { createHash } from 'node:crypto'
import { ICON, SCRIPT } from './console.ts'
import { FORM_STYLE } from './form-style.ts'
import { PART_STYLE } from './part-style.ts'
import { STYLE } from './style.ts'

interface Asset {
  readonly type: string
  readonly text: string
}

type AssetName = 'console.css' | 'console.js' | 'icon.svg'

const ASSETS: Readonly<Record<AssetName, Asset>> = {
  'console.css': { type: 'text/css; charset=utf-8', text: STYLE + FORM_STYLE + PART_STYLE },
  'console.js': { type: 'text/javascript; charset=utf-8', text: SCRIPT },
  'icon.svg': { type: 'image/svg+xml', text: ICON },
}

const isAsset = (name: string): name is AssetName => Object.hasOwn(ASSETS, name)

/** What is served under a name; nothing for a name that is none. */
export const assetOf = (name: string): Asset | undefined => (isAsset(name) ? ASSETS[name] : undefined)

const version = createHash('sha256').update(JSON.stringify(ASSETS)).digest('hex').slice(0, 12)

/** The address of an asset, another one for each version: browsers may keep it for good. */
export const assetPath = (name: AssetName): string => `/console/assets/${name}?v=${version}`
