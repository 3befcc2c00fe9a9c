import { writeSecretFiles } from './secrets/secret-files.ts'

const [folder = 'secrets'] = process.argv.slice(2)
const written = await writeSecretFiles(folder)
for (const name of written) console.log(`wrote ${folder}/${name}`)
if (written.length === 0) console.log(`every secret is in ${folder}`)
