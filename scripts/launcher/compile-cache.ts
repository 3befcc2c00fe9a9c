import { fileURLToPath } from 'node:url'

/** Where what Node compiles is kept between starts: with the packages, so that it goes when they do. */
export const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url))
