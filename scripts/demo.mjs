// `npm run demo -- …`: installs and compiles what is missing, then runs the demo with the given arguments in this
// process.
import { prepare } from './setup.mjs';

prepare();
await import('./dist/demo/main.js');
