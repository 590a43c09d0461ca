// `npm run simulate -- …`: installs what is missing, then plays seeded stories against connector and emulator and
// judges what became of people's data (docs/testing.md, "The simulation").
import { register } from 'node:module';
import { prepare } from './setup.mjs';

prepare();
register('./simulate/typescript-hooks.mjs', import.meta.url);
/** @type {{ main: () => Promise<void> }} */
const { main } = await import(new URL('../simulate/main.ts', import.meta.url).href);
await main();
