import { diagnose } from './diagnose/diagnose.ts'

const findings = await diagnose(process.env)
const width = Math.max(...findings.map(({ what }) => what.length))
for (const { what, good, told } of findings) console.log(`${good ? '✓' : '✗'} ${what.padEnd(width)}  ${told}`)
if (findings.some(({ good }) => !good)) process.exitCode = 1
