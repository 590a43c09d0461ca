// Writes of contacts that go wrong more than once, or whose row a newer release finds: what is safest is done, and what
// nobody can know is said (docs/sync-rules.md, "Writes whose end is not known").
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SentRow } from '../../../src/core/sent/row.js';
import { benchFor, type TwoSides } from '../../support/two-sides.js';
import { isWriteTo, roundUnsent, watchedStore, type WatchedStore } from '../../support/unsent.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: TwoSides;
let watched: WatchedStore;
afterEach(() => bench.stop());

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

async function begin(rowsRead?: (rows: readonly SentRow[]) => readonly SentRow[]): Promise<void> {
  watched = watchedStore(rowsRead);
  ({ bench, rep } = await benchFor('BothWays', { Contact_Conflict__c: 'LatestChangeWins' }, { store: watched.store }));
  rep.outlook.createFolder('Salesforce_Sync');
  rep.outlook.createContact('Salesforce_Sync', { givenName: 'Ada', surname: 'Weber', jobTitle: 'D0' });
  rep.outlook.createContact('Salesforce_Sync', { givenName: 'Control', surname: 'Read' });
  await bench.settle();
}

const advance = (milliseconds: number): void => bench.emulator.world.clock.advance(milliseconds);
const edit = (properties: Record<string, unknown>): void =>
  rep.outlook.editContact(rep.folderContact('Weber').id, properties);
const editRecord = (fields: Record<string, unknown>): void => rep.update(rep.salesforceContact('Weber').Id, fields);
const titles = (): readonly unknown[] => [
  rep.folderContact('Weber').properties['jobTitle'],
  rep.salesforceContact('Weber')['Title'],
];

describe('a contact whose writes are never answered', () => {
  it('waits a day after four of them, an admin is told, and the others go on', async () => {
    await begin();
    edit({ jobTitle: 'D1' });
    advance(17 * minuteMs);
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await roundUnsent(bench, watched, rep, 'salesforce');
      advance(17 * minuteMs);
    }
    rep.outlook.editContact(rep.folderContact('Read').id, { jobTitle: 'goes on' });
    await bench.settle();
    expect(await rep.findings()).toEqual({ NEVER_ANSWERED: 1 });
    expect(titles()).toEqual(['D1', 'D0']);
    expect(rep.salesforceContact('Read')['Title']).toBe('goes on');
    expect(await writesDuring(bench, () => bench.settle())).toEqual({ exchange: [], salesforce: [] });
    advance(dayMs);
    await bench.settle();
    await bench.settle();
    expect(titles()).toEqual(['D1', 'D1']);
    expect(await rep.findings()).toEqual({});
  });
});

describe('a write that Exchange refuses because the contact was changed', () => {
  it('is looked at where an earlier attempt may have been what changed it', async () => {
    await begin();
    editRecord({ Title: 'D1' });
    advance(17 * minuteMs);
    await roundUnsent(bench, watched, rep, 'exchange');
    const [first] = watched.opened;
    editRecord({ Title: 'D2' });
    advance(17 * minuteMs);
    let isLate = false;
    bench.emulator.world.faults.watcher = (call, phase) => {
      if (isLate || phase !== 'before' || !isWriteTo('exchange', watched, rep, call)) return 'go on';
      // The first attempt lands before the second one: then the version is not the one that was read.
      isLate = true;
      edit({ jobTitle: 'D1' });
      return 'go on';
    };
    watched.opened = [];
    await bench.worker.round();
    bench.emulator.world.faults.watcher = null;
    expect(isLate).toBe(true);
    const open = (await bench.store.sentRows(rep.id)).filter(({ state }) => state === 'open');
    expect(open).toMatchObject([{ kind: 'update', side: 'exchange', attempt: 2 }]);
    expect(first).toMatchObject({ attempt: 1 });
    edit({ department: 'from Outlook' });
    await bench.settle();
    await bench.settle();
    expect(titles()).toEqual(['D2', 'D2']);
    expect(rep.salesforceContact('Weber')['Department']).toBe('from Outlook');
    expect(await rep.findings()).toEqual({});
  });

  it('is over where it was the only attempt', async () => {
    await begin();
    editRecord({ Title: 'D1' });
    advance(17 * minuteMs);
    watched.opened = [];
    let wasEdited = false;
    bench.emulator.world.faults.watcher = (call, phase) => {
      if (wasEdited || phase !== 'before' || !isWriteTo('exchange', watched, rep, call)) return 'go on';
      wasEdited = true;
      edit({ department: 'from Outlook' });
      return 'go on';
    };
    await bench.worker.round();
    bench.emulator.world.faults.watcher = null;
    expect(await bench.store.sentRows(rep.id)).toEqual([]);
    await bench.settle();
    expect(titles()).toEqual(['D1', 'D1']);
    expect(rep.salesforceContact('Weber')['Department']).toBe('from Outlook');
  });
});

describe('a release that finds the rows of another form', () => {
  it('leaves both as they are where it cannot tell who changed what, and says so', async () => {
    await begin((rows) => rows.map((row) => ({ ...row, formVersion: row.formVersion + 1 })));
    edit({ jobTitle: 'D1' });
    advance(17 * minuteMs);
    await roundUnsent(bench, watched, rep, 'salesforce');
    advance(5_000);
    editRecord({ Title: 'D2' });
    await bench.settle();
    await bench.settle();
    expect(titles()).toEqual(['D1', 'D2']);
    expect(await rep.findings()).toMatchObject({ LEFT_DIFFERENT: 1 });
    editRecord({ Title: 'D1' });
    await bench.settle();
    edit({ jobTitle: 'D3' });
    await bench.settle();
    expect(titles()).toEqual(['D3', 'D3']);
  });
});
