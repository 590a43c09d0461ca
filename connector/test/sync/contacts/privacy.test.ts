// Canaries: names, addresses, numbers, titles and notes of contacts on both sides, synced, left out, held and refused
// ones. None may sing in the log (every level), in the status, issue and request rows of the org, or in the database,
// be it as text, in hex or in base64 (law P12).
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kysely } from 'kysely';
import { createPostgresStore } from '../../../src/store/postgres/store.js';
import { migrate } from '../../../src/store/migrate.js';
import { pgliteDialect } from '../../../src/store/postgres/pglite-dialect.js';
import { adminOf, ask, forge, openIssues, rowsOf } from '../../support/org-rows.js';
import { benchFor, type TwoSides } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';

let bench: Workbench;
let rep: TwoSides;
let pglite: PGlite;
const logged: string[] = [];

const number = '+49 555 0199887';
const inSalesforce = (last: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  FirstName: 'Kanarifirst',
  LastName: `Kanari${last}`,
  Email: `kanari.${last}@kanaridomain.example`.toLowerCase(),
  Title: 'Kanarititle',
  Department: 'Kanaridepartment',
  Phone: number,
  MailingStreet: 'Kanaristreet 5',
  Description: 'Kanarinotes',
  ...more,
});
const inOutlook = (last: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  givenName: 'Kanarifirst',
  surname: `Kanari${last}`,
  emailAddresses: [{ name: 'Kanariname', address: `kanari.${last}@kanaridomain.example` }],
  companyName: 'Kanaricompany',
  jobTitle: 'Kanarititle',
  businessPhones: [number],
  personalNotes: 'Kanarinotes',
  businessAddress: { street: 'Kanaristreet 5' },
  ...more,
});

const canaries = ['kanari', '0199887'];

/** Where a canary sings in this text, in any dress that a database or a log may give it. */
function canariesIn(text: string): readonly string[] {
  const folded = text.toLowerCase();
  const worn = canaries.filter(
    (canary) => folded.includes(canary) || folded.includes(Buffer.from(canary).toString('hex')),
  );
  const cased = ['kanari', 'Kanari', '0199887'].flatMap((canary) => [0, 1, 2].map((shift) => inBase64(canary, shift)));
  return [...worn, ...cased.filter((piece) => text.includes(piece))];
}

/** The characters that this text leaves in base64 when so many bytes, of three, go before it. */
function inBase64(text: string, shift: number): string {
  const whole = Buffer.from(`${'x'.repeat(shift)}${text}xxx`).toString('base64');
  return whole.slice(Math.ceil((8 * shift) / 6), Math.floor((8 * (shift + text.length)) / 6));
}

async function databaseText(): Promise<string> {
  const tables = await pglite.query<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = 'public' order by tablename`,
  );
  const texts: string[] = [];
  for (const { tablename } of tables.rows) {
    const { rows } = await pglite.query<{ row: string }>(`select row_to_json(t)::text as row from "${tablename}" t`);
    texts.push(...rows.map(({ row }) => `${tablename} ${row}`));
  }
  return texts.join('\n');
}

beforeAll(async () => {
  pglite = await PGlite.create();
  const db = new Kysely<unknown>({ dialect: pgliteDialect(pglite) });
  await migrate(db);
  const mapping = { Description: 'both', HomePhone: 'both' };
  const fields = {
    Contact_Field_Mapping__c: JSON.stringify(mapping),
    Contact_Conflict__c: 'Ask',
    Contact_Conditions__c: JSON.stringify([{ field: 'Department', operator: 'equals', value: 'Kanaridepartment' }]),
  };
  const store = createPostgresStore(db, async () => {});
  ({ bench, rep } = await benchFor('BothWays', fields, {
    store,
    logTo: { write: (line: string) => void logged.push(line) },
  }));
  await liveThroughEverything();
});
afterAll(async () => {
  await bench.stop();
  await pglite.close();
});

async function liveThroughEverything(): Promise<void> {
  const { salesforce, exchange, world } = bench.emulator;
  rep.outlook.createFolder('Salesforce_Sync');
  const make = (last: string, more: Record<string, unknown> = {}, extended: Record<string, string> = {}): string =>
    rep.outlook.createContact('Salesforce_Sync', inOutlook(last, more), extended);
  salesforce.setSwitch('isSalutationRestricted', true);
  salesforce.setSwitch('validationRules', [
    { object: 'Contact', field: 'LastName', failsWhen: '^Kanarirefused$', message: 'Kanarimessage' },
  ]);
  for (const last of ['plain', 'deleted', 'leaver', 'conflict', 'moved']) rep.create(inSalesforce(last));
  rep.create(inSalesforce('outside', { Department: 'Kanarielsewhere' }));
  const fresh = make('new');
  make('', { emailAddresses: [] });
  make('malformed', { emailAddresses: [{ name: 'Kanari', address: 'kanari at nowhere' }] });
  make('long', { jobTitle: 'Kanari '.repeat(40) });
  make('noble', { title: 'Kanariduchess' });
  make('refused');
  make('shared', { surname: 'Kanariother', emailAddresses: [{ address: 'kanari.plain@kanaridomain.example' }] });
  const stamp = 'String {7f9c2f4b-5d0e-4a51-9a3e-2f1c8b6d4e70} Name ExchangeSyncStamp';
  make('foreign', {}, { [stamp]: '1;00DAAAAAAAAAAAAEAA;003AAAAAAAAAAAAEAA;;0' });
  rep.outlook.createContact('Contacts', inOutlook('private'));
  await bench.settle();
  await bench.settle();
  salesforce.setSwitch('contactDuplicateRule', 'block');
  make('twin', { surname: 'Kanariplain', emailAddresses: [{ address: 'kanari.other@kanaridomain.example' }] });
  rep.remove(rep.salesforceContact('Kanarideleted').Id);
  rep.update(rep.salesforceContact('Kanarileaver').Id, { Department: 'Kanarielsewhere' });
  rep.update(rep.salesforceContact('Kanariconflict').Id, { Title: 'Kanarione' });
  rep.outlook.editContact(rep.folderContact('Kanariconflict').id, { jobTitle: 'Kanaritwo' });
  rep.outlook.moveContact(rep.folderContact('Kanarimoved').id, 'Contacts');
  rep.outlook.copyContact(fresh, 'Salesforce_Sync');
  await bench.settle();
  const refusal = { error: { code: 'ErrorInvalidProperty', message: 'Kanarimessage about jobTitle' } };
  const refuse = { system: 'exchange', method: 'POST', routeIncludes: '/contacts', times: 1 } as const;
  world.faults.add({ ...refuse, effect: { kind: 'answer', status: 400, body: refusal } });
  world.faults.add({
    system: 'exchange',
    method: 'PATCH',
    times: 2,
    effect: { kind: 'answer', status: 503, body: 'Kanari' },
  });
  world.faults.add({ system: 'salesforce', method: 'PATCH', times: 1, effect: { kind: 'cutAfter' } });
  rep.create(inSalesforce('late'));
  rep.update(rep.salesforceContact('Kanariplain').Id, { Title: 'Kanarithree' });
  rep.outlook.editContact(fresh, { jobTitle: 'Kanarifour' });
  await bench.settle();
  exchange.expireDeltaTokens();
  const description = { error: 'invalid_grant', error_description: "user kanari hasn't approved this consumer" };
  world.faults.add({
    system: 'salesforce-token',
    user: rep.person.username,
    times: 1,
    effect: { kind: 'answer', status: 400, body: description },
  });
  await bench.restart();
  ask(bench, adminOf(bench), 'Reset', rep.person, { Settle_Differences_Anew__c: true });
  forge(bench, rep.person, 'Reset', rep.person);
  ask(bench, rep.person, 'SyncNow', rep.person);
  await bench.settle();
  await bench.settle();
}

describe('no canary', () => {
  it('sings in the log, at any level', () => {
    expect(logged.length).toBeGreaterThan(5);
    expect(logged.filter((line) => canariesIn(line).length > 0)).toEqual([]);
  });

  it('sings in the status, issue and request rows of the org', () => {
    const told = Object.keys(openIssues(bench, rep.person));
    // Every kind of trouble was told of; what is checked here is not empty.
    for (const reason of [
      'EMAIL_SHARED',
      'OTHER_ORG',
      'MALFORMED_EMAIL',
      'FIELD_TOO_LONG',
      'NOT_IN_PICKLIST',
      'VALIDATION_RULE',
    ]) {
      expect(told).toContain(reason);
    }
    for (const object of ['Exchange_Sync_Status__c', 'Exchange_Sync_Issue__c', 'Exchange_Sync_Request__c']) {
      const rows = rowsOf(bench, object);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.map((row) => JSON.stringify(row)).filter((row) => canariesIn(row).length > 0)).toEqual([]);
    }
  });

  it('sings in the database', async () => {
    const text = await databaseText();
    for (const table of ['link', 'finding', 'write_trail', 'salesforce_change', 'request_claim']) {
      expect(text).toMatch(new RegExp(`^${table} `, 'm'));
    }
    expect(text.split('\n').filter((row) => canariesIn(row).length > 0)).toEqual([]);
  });

  it('would go unheard', () => {
    expect(canariesIn('x KANARIA x')).not.toEqual([]);
    expect(canariesIn(Buffer.from('a kanarifirst').toString('hex'))).not.toEqual([]);
    for (const before of ['', 'a', 'ab', 'abc']) {
      expect(canariesIn(Buffer.from(`${before}Kanari here`).toString('base64'))).not.toEqual([]);
    }
    expect(canariesIn('nothing to see')).toEqual([]);
  });
});
