// A write that was carried out and not remembered must never be taken for a person's edit: the process dies, or the
// answer is lost, and people go on editing (law P8; docs/sync-rules.md, "Writes whose end is not known").
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Call } from '../../../../emulator/src/calls.js';
import { mortalStore, type Mortal } from '../../support/death.js';
import { silences, unheardWrite, type Silence } from '../../support/silence.js';
import { benchFor, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';

let bench: Workbench;
let rep: TwoSides;
let mortal: Mortal;
afterEach(() => bench.stop());

type Direction = Parameters<typeof benchFor>[0];

async function begin(fields: Record<string, string> = {}, direction: Direction = 'BothWays'): Promise<void> {
  mortal = mortalStore();
  ({ bench, rep } = await benchFor(direction, fields, { store: mortal.store }));
  rep.outlook.createFolder('Salesforce_Sync');
}

/** A contact that is in step on both sides, with this job title. */
async function inStep(jobTitle = 'D0'): Promise<void> {
  rep.outlook.createContact('Salesforce_Sync', { givenName: 'Ada', surname: 'Weber', jobTitle, department: 'Lab' });
  rep.outlook.createContact('Salesforce_Sync', { givenName: 'Control', surname: 'Read' });
  await bench.settle();
  await bench.settle();
}

const outlookId = (): string => rep.folderContact('Weber').id;
const salesforceId = (): string => rep.salesforceContact('Weber').Id;
const editInOutlook = (properties: Record<string, unknown>): void => rep.outlook.editContact(outlookId(), properties);
const titles = (): readonly unknown[] => [
  rep.folderContact('Weber').properties['jobTitle'],
  rep.salesforceContact('Weber')['Title'],
];

const writesTo = (system: Call['system'], method: string) => (call: Call) =>
  call.system === system &&
  call.method === method &&
  (system === 'exchange'
    ? call.isSubRequest && call.route.includes('contact')
    : call.route.includes('/composite/sobjects'));
/** An upsert, or a Composite call that is no mere question: the records are not what they were before it. */
const salesforceUpdate = (call: Call): boolean =>
  writesTo('salesforce', 'PATCH')(call) ||
  (call.system === 'salesforce' && call.route === '/composite' && records() !== recordsBefore);
const records = (): string => JSON.stringify(rep.inSalesforce());
let recordsBefore = '';
const salesforceDelete = writesTo('salesforce', 'DELETE');
const exchangeCreate = writesTo('exchange', 'POST');
const exchangeUpdate = writesTo('exchange', 'PATCH');
const exchangeDelete = writesTo('exchange', 'DELETE');

/** Before each call, so that one that changes records can be told. */
function noteRecords(): void {
  const { faults } = bench.emulator.world;
  const { watcher } = faults;
  faults.watcher = (call, phase) => {
    if (phase === 'before') recordsBefore = records();
    return watcher?.(call, phase) ?? 'go on';
  };
}

/** Lets the connector make this write without hearing of it; `meanwhile` is what people do in the gap. */
async function unheard(silence: Silence, fits: (call: Call) => boolean, meanwhile: () => void): Promise<void> {
  await unheardWrite(bench, mortal, { silence, fits, before: noteRecords }, meanwhile);
}

describe.each(silences)('an edit in Outlook while nobody knows how our write ended (%s)', (silence) => {
  it.each(['SalesforceWins', 'ExchangeWins', 'LatestChangeWins', 'Ask'])('is newer than it (%s)', async (conflict) => {
    await begin({ Contact_Conflict__c: conflict });
    await inStep();
    editInOutlook({ jobTitle: 'D1' });
    await unheard(silence, salesforceUpdate, () => editInOutlook({ jobTitle: 'D2' }));
    expect(titles()).toEqual(['D2', 'D2']);
    expect(await rep.findings()).toEqual({});
  });

  it('is newer than it, though another field was edited in Salesforce later', async () => {
    await begin({ Contact_Conflict__c: 'LatestChangeWins' });
    await inStep();
    editInOutlook({ jobTitle: 'D1' });
    await unheard(silence, salesforceUpdate, () => {
      editInOutlook({ jobTitle: 'D2' });
      bench.emulator.world.clock.advance(5_000);
      rep.update(salesforceId(), { Department: 'Office' });
    });
    expect(titles()).toEqual(['D2', 'D2']);
    expect(rep.folderContact('Weber').properties['department']).toBe('Office');
  });

  it.each(['LeaveBoth', 'Salesforce', 'Exchange'])('is newer than the record we made of it (%s)', async (firstLink) => {
    await begin({ Contact_First_Link__c: firstLink });
    await bench.settle();
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'Ada', surname: 'Weber', jobTitle: 'D1' });
    await unheard(silence, salesforceUpdate, () => editInOutlook({ jobTitle: 'D2' }));
    expect(titles()).toEqual(['D2', 'D2']);
  });

  it('is a deletion of the contact: it goes on both sides', async () => {
    await begin({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    await inStep();
    editInOutlook({ jobTitle: 'D1' });
    await unheard(silence, salesforceUpdate, () => rep.outlook.deleteContact(outlookId()));
    expect(rep.inFolder().map(({ properties }) => properties['surname'])).toEqual(['Read']);
    expect(rep.inSalesforce().map((row) => row['LastName'])).toEqual(['Read']);
  });

  it.each([
    ['DeleteOtherCopy', ['Read']],
    ['KeepOtherCopy', ['Read', 'Weber']],
  ])('is a deletion of what we made a record of: %s', async (deleted, left) => {
    await begin({ Contact_Deleted_In_Exchange__c: deleted });
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'Control', surname: 'Read' });
    await bench.settle();
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'Ada', surname: 'Weber', jobTitle: 'D1' });
    await unheard(silence, salesforceUpdate, () => rep.outlook.deleteContact(outlookId()));
    expect(rep.inFolder().map(({ properties }) => properties['surname'])).toEqual(['Read']);
    expect(
      rep
        .inSalesforce()
        .map((row) => String(row['LastName']))
        .sort(),
    ).toEqual(left);
  });

  it('is a deletion, in Salesforce, of the record that we made: it is not made again', async () => {
    await begin();
    await bench.settle();
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'Ada', surname: 'Weber', jobTitle: 'D1' });
    await unheard(silence, salesforceUpdate, () => rep.remove(salesforceId()));
    expect(rep.inSalesforce()).toEqual([]);
    expect(rep.inFolder()).toHaveLength(1);
    expect(await rep.findings()).toEqual({ REMOVED_BY_PERSON: 1 });
  });

  it('brings back what we deleted in Salesforce', async () => {
    await begin({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    await inStep();
    const id = outlookId();
    rep.outlook.deleteContact(id);
    await unheard(silence, salesforceDelete, () => rep.outlook.moveContact(id, 'Salesforce_Sync'));
    expect(titles()).toEqual(['D0', 'D0']);
  });
});

describe.each(silences)('an edit in Salesforce while nobody knows how our write ended (%s)', (silence) => {
  it.each(['SalesforceWins', 'ExchangeWins', 'LatestChangeWins', 'Ask'])('is newer than it (%s)', async (conflict) => {
    await begin({ Contact_Conflict__c: conflict });
    await inStep();
    rep.update(salesforceId(), { Title: 'D1' });
    await unheard(silence, exchangeUpdate, () => rep.update(salesforceId(), { Title: 'D2' }));
    expect(titles()).toEqual(['D2', 'D2']);
    expect(await rep.findings()).toEqual({});
  });

  it.each(['LeaveBoth', 'Salesforce', 'Exchange'])(
    'is newer than the contact we made of it (%s)',
    async (firstLink) => {
      await begin({ Contact_First_Link__c: firstLink });
      await bench.settle();
      rep.create({ FirstName: 'Ada', LastName: 'Weber', Title: 'D1' });
      await unheard(silence, exchangeCreate, () => rep.update(salesforceId(), { Title: 'D2' }));
      expect(titles()).toEqual(['D2', 'D2']);
    },
  );

  it.each([
    ['DeleteOtherCopy', ['Read']],
    ['KeepOtherCopy', ['Read', 'Weber']],
  ])('is a deletion of what we made a contact of: %s', async (deleted, left) => {
    await begin({ Contact_Deleted_In_Salesforce__c: deleted });
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'Control', surname: 'Read' });
    await bench.settle();
    rep.create({ FirstName: 'Ada', LastName: 'Weber', Title: 'D1' });
    await unheard(silence, exchangeCreate, () => rep.remove(salesforceId()));
    expect(
      rep
        .inFolder()
        .map(({ properties }) => String(properties['surname']))
        .sort(),
    ).toEqual(left);
    expect(rep.inSalesforce().map((row) => row['LastName'])).toEqual(['Read']);
  });

  it.each(['Contacts', 'Private'])(
    'is not needed where the copy was moved out to %s: there is one of it',
    async (folder) => {
      await begin();
      if (folder !== 'Contacts') rep.outlook.createFolder(folder);
      await bench.settle();
      rep.create({ FirstName: 'Ada', LastName: 'Weber', Title: 'D1' });
      await unheard(silence, exchangeCreate, () => rep.outlook.moveContact(outlookId(), folder));
      expect(rep.inMailbox().map(({ properties }) => properties['surname'])).toEqual(['Weber']);
      expect(rep.inFolder()).toEqual([]);
      expect(await rep.findings()).toEqual({ MOVED_OUT: 1 });
    },
  );

  it('is none where it is the deletion of what we wrote: it goes on both sides', async () => {
    await begin({ Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy' });
    await inStep();
    editInOutlook({ jobTitle: 'D1' });
    await unheard(silence, salesforceUpdate, () => rep.remove(salesforceId()));
    expect(rep.inFolder().map(({ properties }) => properties['surname'])).toEqual(['Read']);
    expect(rep.inSalesforce().map((row) => row['LastName'])).toEqual(['Read']);
  });

  it('brings back what we deleted in Outlook', async () => {
    await begin({ Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy' });
    await inStep();
    const id = salesforceId();
    rep.remove(id);
    await unheard(silence, exchangeDelete, () => {
      bench.emulator.salesforce.act(rep.person.username, { kind: 'undelete', object: 'Contact', id });
    });
    expect(titles()).toEqual(['D0', 'D0']);
  });
});

describe.each(silences)('two that meet for the first time, and nobody knows how our write ended (%s)', (silence) => {
  it.each(['LeaveBoth', 'Salesforce', 'Exchange'])('keep what only the other one has (%s)', async (firstLink) => {
    await begin({ Contact_First_Link__c: firstLink });
    await bench.settle();
    rep.create({ FirstName: 'Ada', LastName: 'Weber', Email: 'ada@x.example', MobilePhone: '030 1001' });
    const emailAddresses = [{ address: 'ada@x.example' }];
    const fields = { givenName: 'Ada', surname: 'Weber', jobTitle: 'D1', emailAddresses };
    rep.outlook.createContact('Salesforce_Sync', fields);
    await unheard(silence, salesforceUpdate, () => editInOutlook({ jobTitle: 'D2' }));
    expect(titles()).toEqual(['D2', 'D2']);
    expect(rep.salesforceContact('Weber')['MobilePhone']).toBe('030 1001');
    expect(rep.folderContact('Weber').properties['mobilePhone']).toBe('030 1001');
  });
});

describe('a value that the org rewrites while it is saved', () => {
  it.each(['SalesforceWins', 'ExchangeWins', 'LatestChangeWins', 'Ask'])(
    'is our write and no edit, so a newer number of the person stays (%s)',
    async (conflict) => {
      await begin({ Contact_Conflict__c: conflict });
      const dashes = { object: 'Contact', field: 'Phone', pattern: '^(\\d{3})(\\d{4})$', replacement: '$1-$2' };
      bench.emulator.salesforce.setSwitch('automation', [dashes]);
      await inStep();
      editInOutlook({ businessPhones: ['1111111'] });
      bench.emulator.world.clock.advance(17 * 60_000);
      await bench.worker.round();
      editInOutlook({ businessPhones: ['2222222'] });
      await bench.settle();
      await bench.settle();
      expect(rep.salesforceContact('Weber')['Phone']).toBe('222-2222');
      expect(rep.folderContact('Weber').properties['businessPhones']).toEqual(['222-2222']);
      expect(await rep.findings()).toEqual({});
    },
  );
});

describe('an edit between our read and our write', () => {
  /** Somebody edits when this call arrives, before it is carried out. */
  async function editedAt(fits: (call: Call) => boolean, edit: () => void): Promise<void> {
    let isDone = false;
    bench.emulator.world.faults.watcher = (call, phase) => {
      if (phase === 'before' && !isDone && fits(call)) {
        isDone = true;
        bench.emulator.world.clock.advance(2_000);
        edit();
      }
      return 'go on';
    };
    await bench.settle();
    await bench.settle();
    expect(isDone).toBe(true);
  }

  const composite = (call: Call): boolean =>
    call.system === 'salesforce' && call.user === rep.person.username && call.route === '/composite';

  it('in Salesforce of the same field is a conflict, and Salesforce wins', async () => {
    await begin({ Contact_Conflict__c: 'SalesforceWins' });
    await inStep();
    editInOutlook({ jobTitle: 'from Outlook' });
    await editedAt(
      (call) => composite(call) && call.method === 'POST' && call.isSubRequest !== true,
      () => rep.update(salesforceId(), { Title: 'from Salesforce' }),
    );
    expect(titles()).toEqual(['from Salesforce', 'from Salesforce']);
  });

  it('in Outlook of the same field is a conflict, and Exchange wins', async () => {
    await begin({ Contact_Conflict__c: 'ExchangeWins' });
    await inStep();
    rep.update(salesforceId(), { Title: 'from Salesforce' });
    await editedAt(exchangeUpdate, () => editInOutlook({ jobTitle: 'from Outlook' }));
    expect(titles()).toEqual(['from Outlook', 'from Outlook']);
  });

  it('in Outlook of another field goes over, where Exchange takes no notice of versions', async () => {
    await begin();
    bench.emulator.exchange.setSwitch('contactsIgnoreIfMatch', true);
    await inStep();
    rep.update(salesforceId(), { Title: 'from Salesforce' });
    await editedAt(exchangeUpdate, () => editInOutlook({ department: 'from Outlook' }));
    expect(titles()).toEqual(['from Salesforce', 'from Salesforce']);
    expect(rep.salesforceContact('Weber')['Department']).toBe('from Outlook');
  });
});
