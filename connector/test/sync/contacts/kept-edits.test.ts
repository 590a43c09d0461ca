// An edit in Salesforce that cannot be settled yet stays an edit, although we write another field of the same record
// meanwhile: the time of our write once made an echo of it, and the value in Outlook went over it without a word.
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Call } from '../../../../emulator/src/calls.js';
import { mortalStore, type Mortal } from '../../support/death.js';
import { silences, unheardWrite } from '../../support/silence.js';
import { benchFor, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';

let bench: Workbench;
let rep: TwoSides;
let mortal: Mortal;
afterEach(() => bench.stop());

type Direction = Parameters<typeof benchFor>[0];

async function begin(fields: Record<string, string>, direction: Direction = 'BothWays'): Promise<void> {
  mortal = mortalStore();
  ({ bench, rep } = await benchFor(direction, fields, { store: mortal.store }));
  rep.outlook.createFolder('Salesforce_Sync');
  rep.outlook.createContact('Salesforce_Sync', { givenName: 'Ada', surname: 'Weber', jobTitle: 'D0' });
  rep.outlook.createContact('Salesforce_Sync', { givenName: 'Control', surname: 'Read' });
  await bench.settle();
  await bench.settle();
}

const inOutlook = (properties: Record<string, unknown>): void =>
  rep.outlook.editContact(rep.folderContact('Weber').id, properties);
const inSalesforce = (fields: Record<string, unknown>): void => rep.update(rep.salesforceContact('Weber').Id, fields);
const both = (property: string, field: string): readonly unknown[] => [
  rep.folderContact('Weber').properties[property],
  rep.salesforceContact('Weber')[field],
];

/** Both edited the title, which is asked about; another field goes to Salesforce. */
function editBoth(): void {
  inOutlook({ jobTitle: 'from Outlook', department: 'Lab' });
  inSalesforce({ Title: 'from Salesforce' });
}

/** A call of the person's connector that changed a record. */
function recordWrites(): (call: Call) => boolean {
  let before = JSON.stringify(rep.inSalesforce());
  return ({ system, user }) => {
    const now = JSON.stringify(rep.inSalesforce());
    const isChanged = now !== before;
    before = now;
    return system === 'salesforce' && user === rep.person.username && isChanged;
  };
}

describe('a question about one field', () => {
  it('stays one, although another field was written to Salesforce', async () => {
    await begin({ Contact_Conflict__c: 'Ask' });
    editBoth();
    await bench.settle();
    await bench.settle();
    expect(both('jobTitle', 'Title')).toEqual(['from Outlook', 'from Salesforce']);
    expect(both('department', 'Department')).toEqual(['Lab', 'Lab']);
    inOutlook({ department: 'Office' });
    await bench.settle();
    expect(both('jobTitle', 'Title')).toEqual(['from Outlook', 'from Salesforce']);
    expect(await rep.findings()).toEqual({ CONFLICT_HELD: 1 });
  });

  it.each(silences)('stays one, although nobody heard how the write of the other field ended (%s)', async (silence) => {
    await begin({ Contact_Conflict__c: 'Ask' });
    editBoth();
    await unheardWrite(bench, mortal, { silence, fits: recordWrites() }, () => undefined);
    expect(both('jobTitle', 'Title')).toEqual(['from Outlook', 'from Salesforce']);
    expect(both('department', 'Department')).toEqual(['Lab', 'Lab']);
    expect(await rep.findings()).toEqual({ CONFLICT_HELD: 1 });
  });

  it('keeps the record where the contact is deleted in Outlook: edit beats delete', async () => {
    await begin({ Contact_Conflict__c: 'Ask', Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' });
    editBoth();
    await bench.settle();
    rep.outlook.deleteContact(rep.folderContact('Weber').id);
    await bench.settle();
    await bench.settle();
    expect(both('jobTitle', 'Title')).toEqual(['from Salesforce', 'from Salesforce']);
  });

  it('is answered by making both the same', async () => {
    await begin({ Contact_Conflict__c: 'Ask' });
    editBoth();
    await bench.settle();
    inSalesforce({ Title: 'from Outlook' });
    await bench.settle();
    expect(await rep.findings()).toEqual({});
    inSalesforce({ Title: 'next' });
    await bench.settle();
    expect(both('jobTitle', 'Title')).toEqual(['next', 'next']);
  });
});

describe('an edit in Salesforce that wins', () => {
  it('still wins where Exchange refused it at first, and another field went to Salesforce', async () => {
    await begin({ Contact_Conflict__c: 'SalesforceWins' });
    editBoth();
    const patches = { system: 'exchange', method: 'PATCH', times: 1 } as const;
    bench.emulator.world.faults.add({ ...patches, effect: { kind: 'answer', status: 400 } });
    bench.emulator.world.clock.advance(17 * 60_000);
    await bench.worker.round();
    expect(both('jobTitle', 'Title')).toEqual(['from Outlook', 'from Salesforce']);
    expect(both('department', 'Department')).toEqual(['Lab', 'Lab']);
    await bench.settle();
    await bench.settle();
    expect(both('jobTitle', 'Title')).toEqual(['from Salesforce', 'from Salesforce']);
  });
});

describe('a record that somebody edited in Salesforce before we wrote another field', () => {
  it.each(silences)(
    'is not deleted with its contact, though nobody heard how the write ended (%s)',
    async (silence) => {
      await begin({ Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy' }, 'ExchangeToSalesforce');
      inSalesforce({ Title: 'from Salesforce' });
      inOutlook({ department: 'Lab' });
      await unheardWrite(bench, mortal, { silence, fits: recordWrites() }, () => {
        rep.outlook.deleteContact(rep.folderContact('Weber').id);
      });
      expect(rep.salesforceContact('Weber')).toMatchObject({ Title: 'from Salesforce', Department: 'Lab' });
    },
  );
});

describe('an edit in Salesforce where only Exchange is followed', () => {
  it.each(silences)('stays, though nobody heard how our write of another field ended (%s)', async (silence) => {
    await begin({}, 'ExchangeToSalesforce');
    inSalesforce({ Title: 'from Salesforce' });
    inOutlook({ department: 'Lab' });
    await unheardWrite(bench, mortal, { silence, fits: recordWrites() }, () => undefined);
    expect(both('jobTitle', 'Title')).toEqual(['D0', 'from Salesforce']);
    expect(both('department', 'Department')).toEqual(['Lab', 'Lab']);
  });
});
