// Imports go down only. Every mistake that the rule is for is planted here once.
import { describe, expect, it } from '@jest/globals';
import { layerFindings } from './layers.js';
import { sources } from './sources.js';

function complaints(file: string, ...imports: string[]): string[] {
  const text = imports.map((specifier) => `import { x } from '${specifier}';\n`).join('');
  return layerFindings([{ file, text }]).map(({ line, what }) => `${line}: ${what}`);
}

describe('imports of the repository', () => {
  it('go down only', () => {
    const files = sources();
    expect(files.length).toBeGreaterThan(50);
    expect(layerFindings(files)).toEqual([]);
  });
});

describe('an import that goes', () => {
  it.each([
    ['connector/src/core/plan.ts', '../ports/store.js', '1: core imports ports'],
    ['connector/src/core/plan.ts', 'node:fs', '1: core imports node:fs'],
    ['connector/src/core/plan.ts', 'node:crypto', '1: core imports node:crypto'],
    ['connector/src/core/plan.ts', '@scope/name/deep', '1: core imports @scope/name'],
    ['connector/src/ports/store.ts', 'kysely', '1: ports imports kysely'],
    ['connector/src/store/tables/links.ts', '../../exchange/client.js', '1: store imports exchange'],
    ['connector/src/exchange/client.ts', '../log.js', '1: exchange imports log'],
    ['connector/src/salesforce/client.ts', '../sync/run.js', '1: salesforce imports sync'],
    ['connector/src/sync/run.ts', '../store/links.js', '1: sync imports store'],
    ['connector/src/sync/run.ts', 'jsforce', '1: sync imports jsforce, which belongs to salesforce'],
    ['connector/src/jobs/worker.ts', '../http/app.js', '1: jobs imports http'],
    ['connector/src/http/app.ts', '../../../scripts/setup.mjs', '1: http imports scripts/setup.mjs'],
    ['connector/src/helpers/x.ts', './y.js', '1: helpers has no place in connector/test/tidy/layers.ts'],
    ['connector/src/main.ts', '../../emulator/src/world.js', '1: the connector imports the emulator'],
    ['connector/src/core/x.test.ts', '@exchange-sync/emulator', '1: the connector imports the emulator'],
    ['emulator/src/world.ts', '../../connector/src/core/model.js', '1: the emulator imports the connector'],
    ['emulator/test/world.test.ts', '@exchange-sync/connector', '1: the emulator imports the connector'],
  ])('from %s to %s is found', (file, specifier, complaint) => {
    expect(complaints(file, specifier)).toEqual([complaint]);
  });

  it('down, or from main.ts, or from a test to the emulator, is left alone', () => {
    expect(complaints('connector/src/core/contact/plan.ts', '../model.js', './fields.js')).toEqual([]);
    expect(complaints('connector/src/core/hash.ts', 'node:crypto')).toEqual([]);
    expect(
      complaints(
        'connector/src/store/tables/links.ts',
        '../../ports/store.js',
        '../../core/model.js',
        'kysely',
        'node:fs',
      ),
    ).toEqual([]);
    expect(complaints('connector/src/main.ts', './store/open.js', './http/app.js', 'pino')).toEqual([]);
    expect(complaints('connector/test/e2e/first.test.ts', '../../../emulator/src/world.js', 'jsforce')).toEqual([]);
  });

  it('to the type of the log that is handed in is left alone, but not in the core', () => {
    const text = "import type { Log } from '../log.js';\n";
    expect(layerFindings([{ file: 'connector/src/exchange/client.ts', text }])).toEqual([]);
    expect(layerFindings([{ file: 'connector/src/core/plan.ts', text }])).toHaveLength(1);
  });

  it('by a type or at run time counts too', () => {
    const text =
      "import type { A } from '../sync/a.js';\nexport * from '../store/b.js';\nconst c = import('../http/c.js');\n";
    expect(layerFindings([{ file: 'connector/src/ports/x.ts', text }]).map(({ line }) => line)).toEqual([1, 2, 3]);
  });
});
