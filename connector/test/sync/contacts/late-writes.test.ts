// A write that was found not carried out lands later all the same: the server was slow. It is nobody's edit and
// nobody's delete (law P8; docs/sync-rules.md, "Writes whose end is not known"). The late write is played by the test,
// as the person that the connector acts as.
import { afterEach, describe, expect, it } from '@jest/globals';
import { syncKeyField } from '../../../src/core/contact/map-salesforce.js';
import { stampPropertyId } from '../../../src/core/contact/stamp.js';
import { syncKey } from '../../../src/core/contact/sync-key.js';
import type { ExchangeContactId, FolderId, MailboxId, Side } from '../../../src/core/model.js';
import type { SentRow } from '../../../src/core/sent/row.js';
import { benchFor, type TwoSides } from '../../support/two-sides.js';
import { roundUnsent, watchedStore, type WatchedStore } from '../../support/unsent.js';
import type { Workbench } from '../../support/workbench.js';
import { writesDuring } from '../../support/writes.js';

let bench: Workbench;
let rep: TwoSides;
let watched: WatchedStore;
afterEach(() => bench.stop());

const dayMs = 86_400_000;
const deletes = {
  Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy',
  Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy',
};

async function begin(fields: Record<string, string> = {}): Promise<void> {
  watched = watchedStore();
  ({ bench, rep } = await benchFor('BothWays', fields, { store: watched.store }));
  rep.outlook.createFolder('Salesforce_Sync');
  rep.outlook.createContact('Salesforce_Sync', { givenName: 'Control', surname: 'Read' });
  await bench.settle();
}

async function inStep(): Promise<void> {
  rep.outlook.createContact('Salesforce_Sync', { givenName: 'Ada', surname: 'Weber', jobTitle: 'D0' });
  await bench.settle();
}

const outlookId = (): string => rep.folderContact('Weber').id;
const recordId = (): string => rep.salesforceContact('Weber').Id;
const editInOutlook = (jobTitle: string): void => rep.outlook.editContact(outlookId(), { jobTitle });
const editInSalesforce = (Title: string): void => rep.update(recordId(), { Title });
const titles = (): readonly unknown[] => [
  rep.folderContact('Weber').properties['jobTitle'],
  rep.salesforceContact('Weber')['Title'],
];
const surnames = (): readonly (readonly string[])[] => [
  rep
    .inFolder()
    .map(({ properties }) => String(properties['surname']))
    .sort(),
  rep
    .inSalesforce()
    .map((row) => String(row['LastName']))
    .sort(),
];

/** The next write of ours to this side does not arrive, and is found not carried out once `meanwhile` happened. */
async function notArrived(side: Side, meanwhile: () => void = () => undefined): Promise<SentRow> {
  bench.emulator.world.clock.advance(17 * 60_000);
  await roundUnsent(bench, watched, rep, side);
  meanwhile();
  await bench.settle();
  const [spent] = (await bench.store.sentRows(rep.id)).filter(({ state }) => state === 'spent');
  if (spent === undefined) throw new Error('no write was found not carried out');
  return spent;
}

/** All of it comes to rest, and stays there. */
async function rest(): Promise<void> {
  await bench.settle();
  await bench.settle();
  expect(await writesDuring(bench, () => bench.settle())).toEqual({ exchange: [], salesforce: [] });
}

describe('an update that lands late', () => {
  it('in Salesforce does not beat the newer edit in Outlook that went over meanwhile', async () => {
    await begin({ Contact_Conflict__c: 'SalesforceWins' });
    await inStep();
    editInOutlook('D1');
    await notArrived('salesforce', () => editInOutlook('D2'));
    expect(titles()).toEqual(['D2', 'D2']);
    editInSalesforce('D1');
    await rest();
    expect(titles()).toEqual(['D2', 'D2']);
    expect(await rep.findings()).toEqual({});
  });

  it('in Exchange does not beat the newer edit in Salesforce that went over meanwhile', async () => {
    await begin({ Contact_Conflict__c: 'ExchangeWins' });
    await inStep();
    editInSalesforce('D1');
    await notArrived('exchange', () => editInSalesforce('D2'));
    expect(titles()).toEqual(['D2', 'D2']);
    editInOutlook('D1');
    await rest();
    expect(titles()).toEqual(['D2', 'D2']);
  });

  it('does not keep a deletion in Outlook from going over', async () => {
    await begin(deletes);
    await inStep();
    editInOutlook('D1');
    await notArrived('salesforce', () => editInOutlook('D2'));
    editInSalesforce('D1');
    rep.outlook.deleteContact(outlookId());
    await rest();
    expect(surnames()).toEqual([['Read'], ['Read']]);
  });

  it('is forgotten after a day: then what it sent is a value like any other', async () => {
    await begin({ Contact_Conflict__c: 'SalesforceWins' });
    await inStep();
    editInOutlook('D1');
    await notArrived('salesforce', () => editInOutlook('D2'));
    bench.emulator.world.clock.advance(dayMs);
    await bench.settle();
    expect(await bench.store.sentRows(rep.id)).toEqual([]);
    editInSalesforce('D1');
    await rest();
    expect(titles()).toEqual(['D1', 'D1']);
  });
});

describe('a delete that lands late', () => {
  it('in Salesforce does not take away the contact that was brought back in Outlook', async () => {
    await begin(deletes);
    await inStep();
    const id = outlookId();
    rep.outlook.deleteContact(id);
    await notArrived('salesforce', () => rep.outlook.moveContact(id, 'Salesforce_Sync'));
    expect(titles()).toEqual(['D0', 'D0']);
    rep.remove(recordId());
    await rest();
    expect(titles()).toEqual(['D0', 'D0']);
  });

  it('in Exchange does not take away the record that was brought back in Salesforce', async () => {
    await begin(deletes);
    await inStep();
    const id = recordId();
    rep.remove(id);
    await notArrived('exchange', () => {
      bench.emulator.salesforce.act(rep.person.username, { kind: 'undelete', object: 'Contact', id });
    });
    expect(titles()).toEqual(['D0', 'D0']);
    rep.outlook.deleteContact(outlookId());
    await rest();
    expect(titles()).toEqual(['D0', 'D0']);
  });
});

describe('a create that lands late', () => {
  const lateRecord = ({ ids }: SentRow, Title: string): string =>
    rep.create({ FirstName: 'Ada', LastName: 'Weber', Title, [syncKeyField]: keyFor(ids.exchange ?? '') });
  const mailboxId = (): MailboxId => rep.person.mailboxId as MailboxId;
  async function lateContact({ id, attempt, ids }: SentRow, jobTitle: string): Promise<void> {
    const folder = rep.folderContact('Read').parentFolderId as FolderId;
    const value = `1;${bench.services.orgId};${ids.salesforce ?? ''};${id};${attempt}`;
    const body = { givenName: 'Ada', surname: 'Weber', jobTitle };
    await bench.services.exchange.createContacts(mailboxId(), folder, [
      { ...body, singleValueExtendedProperties: [{ id: stampPropertyId, value }] },
    ]);
  }
  const keyFor = (id: string): string => syncKey(bench.services.orgId, mailboxId(), id as ExchangeContactId);

  it.each([
    ['DeleteOtherCopy', ['Read']],
    ['KeepOtherCopy', ['Read', 'Weber']],
  ])('in Salesforce, of a contact that was deleted before: %s', async (setting, left) => {
    await begin({ Contact_Deleted_In_Exchange__c: setting });
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'Ada', surname: 'Weber', jobTitle: 'D1' });
    const row = await notArrived('salesforce', () => rep.outlook.deleteContact(outlookId()));
    lateRecord(row, 'D1');
    await rest();
    expect(surnames()).toEqual([['Read'], left]);
  });

  it.each([
    ['DeleteOtherCopy', ['Read']],
    ['KeepOtherCopy', ['Read', 'Weber']],
  ])('in Exchange, of a record that was deleted before: %s', async (setting, left) => {
    await begin({ Contact_Deleted_In_Salesforce__c: setting });
    rep.create({ FirstName: 'Ada', LastName: 'Weber', Title: 'D1' });
    const row = await notArrived('exchange', () => rep.remove(recordId()));
    await lateContact(row, 'D1');
    await rest();
    expect(surnames()).toEqual([left, ['Read']]);
  });

  it('in Salesforce, over the record that the second attempt made, does not beat the newer edit', async () => {
    await begin({ Contact_Conflict__c: 'SalesforceWins' });
    rep.outlook.createContact('Salesforce_Sync', { givenName: 'Ada', surname: 'Weber', jobTitle: 'D1' });
    await notArrived('salesforce', () => editInOutlook('D2'));
    expect(titles()).toEqual(['D2', 'D2']);
    editInSalesforce('D1');
    await rest();
    expect(titles()).toEqual(['D2', 'D2']);
  });

  it('in Exchange, beside the contact that the second attempt made, is taken away again', async () => {
    await begin();
    rep.create({ FirstName: 'Ada', LastName: 'Weber', Title: 'D1' });
    const row = await notArrivedAtFirst(() => undefined);
    expect(titles()).toEqual(['D1', 'D1']);
    await lateContact(row, 'D1');
    await rest();
    expect(titles()).toEqual(['D1', 'D1']);
  });

  /** As `notArrived`; the second attempt takes the name of the first, so its row is noted before. */
  async function notArrivedAtFirst(meanwhile: () => void): Promise<SentRow> {
    const noted: SentRow[] = [];
    await notArrived('exchange', () => {
      noted.push(...watched.opened);
      meanwhile();
    }).catch(() => null);
    const [row] = noted;
    if (row === undefined) throw new Error('nothing was written down');
    return row;
  }
});
