// `npm run simulate -- …`: installs what is missing, then plays seeded stories against connector and emulator and
// judges what became of people's data (docs/testing.md, "The simulation").
import { register } from 'node:module';
import { argv } from 'node:process';
import { prepare } from './setup.mjs';
import { inProcesses, isForMany } from './simulate/processes.mjs';

prepare();
const given = argv.slice(2);
if (isForMany(given)) {
  process.exitCode = await inProcesses(given);
} else {
  register('./simulate/typescript-hooks.mjs', import.meta.url);
  /** @type {{ main: () => Promise<void> }} */
  const { main } = await import(new URL('../simulate/main.ts', import.meta.url).href);
  await main();
}
