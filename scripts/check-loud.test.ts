// Mistakes are made in a copy and taken back; one that cannot be made any more is told, never passed over.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoSuchPlace, plant } from './check-loud/copy.mjs';

describe('a planted mistake', () => {
  let copy = '';
  const read = (file: string): string => readFileSync(join(copy, file), 'utf8');

  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'exchange-sync-plant-'));
    mkdirSync(join(copy, 'sync'));
    writeFileSync(join(copy, 'sync/a.ts'), "a = 'X'; b = 'X';");
    writeFileSync(join(copy, 'sync/b.ts'), "c = 'X';");
    writeFileSync(join(copy, 'sync/b.test.ts'), "d = 'X';");
  });

  afterEach(() => rmSync(copy, { recursive: true }));

  it('changes the last place in a file, or every place in the sources of a folder, and is taken back whole', () => {
    const one = plant(copy, [{ file: 'sync/a.ts', find: "'X'", put: "'Y'" }]);
    expect(read('sync/a.ts')).toBe("a = 'X'; b = 'Y';");
    one.undo();
    const all = plant(copy, [
      { folder: 'sync', find: "'X'", put: "'Y'" },
      { file: 'sync/new.ts', put: 'e' },
    ]);
    expect(all.files).toEqual(['sync/a.ts', 'sync/b.ts', 'sync/new.ts']);
    expect([read('sync/a.ts'), read('sync/b.test.ts')]).toEqual(["a = 'Y'; b = 'Y';", "d = 'X';"]);
    all.undo();
    expect([read('sync/a.ts'), read('sync/b.ts')]).toEqual(["a = 'X'; b = 'X';", "c = 'X';"]);
    expect(existsSync(join(copy, 'sync/new.ts'))).toBe(false);
  });

  it('whose place is gone is refused, and nothing of it stays', () => {
    const first = { file: 'sync/a.ts', find: 'a', put: 'z' };
    expect(() => plant(copy, [first, { file: 'sync/b.ts', find: 'gone', put: '' }])).toThrow(NoSuchPlace);
    expect(() => plant(copy, [first, { folder: 'sync', find: 'gone', put: '' }])).toThrow(NoSuchPlace);
    expect(read('sync/a.ts')).toBe("a = 'X'; b = 'X';");
  });
});
