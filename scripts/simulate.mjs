// `npm run simulate -- …`: installs what is missing, then plays seeded stories against connector and emulator and
// judges what became of people's data (docs/testing.md, "The simulation").
import { argv } from 'node:process';
import { prepare } from './setup.mjs';
import { playPlanted } from './simulate/planted.mjs';
import { inProcesses, isForMany } from './simulate/processes.mjs';

prepare();
const given = argv.slice(2);
if (given.includes('--planted')) process.exitCode = await playPlanted(given.filter((word) => word !== '--planted'));
else if (isForMany(given)) process.exitCode = await inProcesses(given);
else await import('./simulate/play.mjs');
