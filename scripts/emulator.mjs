// `npm run emulator -- …`: installs and compiles what is missing, then runs the emulator with the given arguments
// in this process.
import { prepare } from './setup.mjs';

prepare();
await import('../emulator/dist/main.js');
