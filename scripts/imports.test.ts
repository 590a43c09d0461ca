// Imports go down only (dependency-cruiser.config.mjs). Every mistake that a rule is for is planted here once, in a
// tree of its own; that the repository has none is what `npm run imports:check` finds.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));
const tree = mkdtempSync(join(tmpdir(), 'imports-'));

/** File, what it says, and the rule that it breaks; null = none is said of it (a circle is said of one end only). */
const planted: readonly (readonly [file: string, text: string, rule: string | null])[] = [
  ['connector/src/core/circle.ts', "import '../../../verify/circle.js';", 'the connector knows nothing'],
  ['connector/src/core/one.ts', "import type { two } from './two.js'; export type one = two;", 'no circle'],
  ['connector/src/core/two.ts', "import type { one } from './one.js'; export type two = one;", null],
  ['connector/src/core/up.ts', "export * from '../ports/port.js';", 'core imports only'],
  ['connector/src/core/file.ts', "import 'node:fs';", 'the core is pure'],
  ['connector/src/core/package.ts', "import 'zod';", 'the core is pure'],
  ['connector/src/core/hashing.ts', "import 'node:crypto';", 'only core/hash.ts hashes'],
  ['connector/src/core/hash.ts', "import 'node:crypto';", null],
  ['connector/src/ports/port.ts', 'export type Port = string;', null],
  ['connector/src/ports/table.ts', "import 'pg';", 'pg is known to store alone'],
  ['connector/src/store/beside.ts', "import type { Client } from '../exchange/client.js';", 'store imports only'],
  ['connector/src/exchange/client.ts', 'export interface Client { readonly x: number }', null],
  ['connector/src/exchange/log.ts', "import type { Log } from '../log.js';", null],
  ['connector/src/exchange/own-log.ts', "import { log } from '../log.js'; log();", 'a log is handed in'],
  ['connector/src/log.ts', 'export const log = () => null; export type Log = typeof log;', null],
  ['connector/src/salesforce/up.ts', "import '../sync/run.js';", 'salesforce imports only'],
  ['connector/src/wire/up.ts', "import '../exchange/client.js';", 'wire imports only'],
  ['connector/src/sync/run.ts', "export const run = () => import('../store/beside.js');", 'sync imports only'],
  ['connector/src/sync/org.ts', "import 'jsforce';", 'jsforce is known to salesforce alone'],
  ['connector/src/jobs/up.ts', "import '../http/app.js';", 'jobs imports only'],
  ['connector/src/http/app.ts', "import '../../../scripts/x.mjs';", 'the connector knows nothing of the emulator'],
  ['connector/src/config/values.ts', "import '../sync/run.js';", 'config imports only'],
  ['connector/src/main.ts', "import './http/app.js'; import './store/beside.js'; import 'pino';", null],
  ['connector/src/emulated.ts', "import '../../emulator/src/world.js';", 'the connector knows nothing of the emulator'],
  ['connector/src/core/started.test.ts', "import '../../../emulator/src/world.js';", null],
  ['emulator/src/world.ts', "import '../../connector/src/core/hash.js';", 'the emulator knows nothing'],
  ['verify/judge.ts', "import '../connector/src/core/hash.js';", 'the oracle knows nothing'],
  ['simulate/model/judge.ts', "import '../../verify/circle.js';", 'the model of the simulation knows nothing'],
  ['verify/circle.ts', 'export const x = 1;', null],
  ['scripts/x.mjs', "import './not-there.mjs';", 'nothing is imported that is not'],
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

let violations: readonly Violation[] = [];

beforeAll(() => {
  for (const [file, text] of planted) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), `${text}\n`);
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const modules = { module: 'NodeNext', moduleResolution: 'NodeNext' };
  writeFileSync(join(tree, 'tsconfig.tests.json'), JSON.stringify({ compilerOptions: modules }));
  const cruise = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const folders = ['connector', 'emulator', 'verify', 'simulate', 'scripts'];
  const options = ['--config', join(root, 'dependency-cruiser.config.mjs'), '--output-type', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, [cruise, ...options, ...folders], {
    cwd: tree,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  violations = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
});

afterAll(() => {
  rmSync(tree, { recursive: true, force: true });
});

describe('imports', () => {
  it.each(planted)('of %s, which says %s: %s', (file, _, rule) => {
    const broken = violations.filter(({ from }) => from === file).map(({ rule: { name } }) => name);
    if (rule === null) expect(broken).toEqual([]);
    else expect(broken).toContainEqual(expect.stringContaining(rule));
  });

  it('have a mistake planted for every rule', () => {
    const rules = [...new Set(planted.flatMap(([, , rule]) => rule ?? []))];
    expect(rules.length).toBeGreaterThan(15);
  });
});
