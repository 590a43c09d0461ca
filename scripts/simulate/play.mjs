// Plays stories in this process, from the sources as they are. `npm run simulate` and the planted faults come here.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
/** @type {{ main: () => Promise<void> }} */
const { main } = await import(new URL('../../simulate/main.ts', import.meta.url).href);
await main();
