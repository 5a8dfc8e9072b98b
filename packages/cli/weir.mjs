#!/usr/bin/env node
// `npx weir …` inside the repository: installs and builds what is missing, as every npm script does, then runs the command.
process.argv.splice(2, 0, 'weir')
await import('./setup.mjs')
