// What the Salesforce CLI is shown to do with the emulator, in the order of a person's first hour with it. Every answer
// is compared with what the emulator holds, asked for over its control interface, never with another answer of the CLI.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProofFailed } from './proofs.mjs';
import { picked, requireSame, requireSameRows, rowsOfCsv } from './rows.mjs';

/** @typedef {import('./emulator.mjs').RunningEmulator} RunningEmulator */
/** @typedef {import('./emulator.mjs').Row} Row */
/** @typedef {import('./proofs.mjs').Proof} Proof */
/** @typedef {import('./salesforce-cli.mjs').SalesforceCli} SalesforceCli */
/** @typedef {{ cli: SalesforceCli, emulator: RunningEmulator }} Stage */

/** Who asks, by the alias that the sign-in gives. Jonas has events in the org before anything was synced. */
const PERSON = ['--target-org', 'jonas'];
const CONNECTOR = ['--target-org', 'connector'];

/**
 * @param {Stage} stage
 * @returns {Proof[]}
 */
export function cliProofs(stage) {
  return [
    ...signInProofs(stage),
    ...queryProofs(stage),
    ...orgProofs(stage),
    ...recordProofs(stage),
    ...refusalProofs(stage),
  ];
}

/** @param {RunningEmulator} emulator */
function personIn(emulator) {
  const found = emulator.description.people.find(({ firstName }) => firstName === 'Jonas');
  if (found === undefined) throw new Error('Nobody in the emulator is called Jonas.');
  return found;
}

/**
 * @param {Stage} stage
 * @returns {Proof[]}
 */
function signInProofs({ cli, emulator }) {
  const { url, orgId, credentials, people } = emulator.description;
  const signIn = (/** @type {string} */ username, /** @type {string} */ alias, /** @type {string} */ key) => {
    const file = join(cli.folder, `${alias}.pem`);
    writeFileSync(file, key, { mode: 0o600 });
    const { clientId } = credentials.salesforce;
    const app = ['--client-id', clientId, '--jwt-key-file', file, '--instance-url', url];
    return ['org', 'login', 'jwt', ...app, '--username', username, '--alias', alias];
  };
  const person = personIn(emulator).username;
  const connector = people.find(({ role }) => role === 'integration')?.username ?? '';
  const key = credentials.salesforce.privateKeyPem;
  return [
    {
      name: 'signs a person and the connector in with a key, without a browser, and learns what org this is',
      prove: async () => {
        const paths = ['orgId', 'username', 'name', 'orgEdition', 'isSandbox', 'isScratch'];
        const org = { name: 'Emulated Company', orgEdition: 'Enterprise Edition', isSandbox: false, isScratch: false };
        for (const [username, alias] of /** @type {const} */ ([
          [person, 'jonas'],
          [connector, 'connector'],
        ])) {
          const found = await cli.result(signIn(username, alias, key));
          requireSame('The org', picked(found, paths), { orgId, username, ...org });
        }
      },
    },
    {
      name: 'shows the org as connected',
      prove: async () => {
        const found = await cli.result(['org', 'display', ...PERSON]);
        const expected = { id: orgId, username: person, instanceUrl: url, connectedStatus: 'Connected' };
        requireSame('The org', picked(found, Object.keys(expected)), expected);
      },
    },
  ];
}

/**
 * @param {readonly Row[]} rows
 * @returns {Row[]} those that a query finds, by id
 */
function live(rows) {
  return rows.filter((row) => row['IsDeleted'] !== true).sort((a, b) => (a.Id < b.Id ? -1 : 1));
}

/**
 * The rows of an object as a query shows them that asks for a parent's name as well.
 * @param {RunningEmulator} emulator
 * @param {string} object
 * @param {string} relationship
 * @param {string} lookup
 * @param {readonly string[]} parents objects that the lookup may lead to
 */
async function withParents(emulator, object, relationship, lookup, parents) {
  const names = new Map();
  for (const parent of parents) for (const row of await emulator.records(parent)) names.set(row.Id, row['Name']);
  const parentOf = (/** @type {Row} */ row) => (row[lookup] === null ? null : { Name: names.get(row[lookup]) ?? null });
  return live(await emulator.records(object)).map((row) => ({ ...row, [relationship]: parentOf(row) }));
}

/**
 * @param {string} object
 * @param {readonly string[]} paths
 * @param {string} [more]
 */
function query(object, paths, more = 'ORDER BY Id') {
  return ['data', 'query', '--query', `SELECT ${paths.join(', ')} FROM ${object} ${more}`];
}

/**
 * @param {Stage} stage
 * @returns {Proof[]}
 */
function queryProofs({ cli, emulator }) {
  const { userId } = personIn(emulator);
  const own = `OwnerId = '${userId}'`;
  const isOwn = (/** @type {Row} */ row) => row['OwnerId'] === userId;
  return [
    {
      name: 'fetches contacts page after page, each row as it is in the org',
      prove: async () => {
        const paths = ['Id', 'Name', 'Email', 'Account.Name'];
        const expected = await withParents(emulator, 'Contact', 'Account', 'AccountId', ['Account']);
        await emulator.newCalls();
        const { records, totalSize } = await cli.result([...query('Contact', paths), ...CONNECTOR]);
        requireSame('The number of contacts', totalSize, expected.length);
        requireSameRows(
          records.map((/** @type {unknown} */ row) => picked(row, paths)),
          expected.map((row) => picked(row, paths)),
        );
        if (!(await emulator.newCalls()).includes('GET /query/{locator}')) {
          throw new ProofFailed(`${expected.length} contacts came on one page: there must be more of them.`);
        }
      },
    },
    {
      name: 'shows a person their events with whom they are about',
      prove: async () => {
        const paths = ['Id', 'Subject', 'StartDateTime', 'WhoId', 'Who.Name'];
        const expected = await withParents(emulator, 'Event', 'Who', 'WhoId', ['Contact', 'Lead']);
        const { records } = await cli.result([...query('Event', paths, `WHERE ${own} ORDER BY Id`), ...PERSON]);
        requireSameRows(
          records.map((/** @type {unknown} */ row) => picked(row, paths)),
          expected.filter(isOwn).map((row) => picked(row, paths)),
        );
      },
    },
    {
      name: 'writes rows as CSV with the columns of the query',
      prove: async () => {
        const paths = ['Id', 'LastName', 'Account.OwnerId', 'Owner.Username'];
        const limit = 20;
        const accounts = new Map((await emulator.records('Account')).map((row) => [row.Id, row['OwnerId']]));
        const users = new Map((await emulator.records('User')).map((row) => [row.Id, row['Username']]));
        const expected = live(await emulator.records('Contact'))
          .filter(isOwn)
          .slice(0, limit);
        const csv = await cli.text([
          ...query('Contact', paths, `WHERE ${own} ORDER BY Id LIMIT ${limit}`),
          '--result-format',
          'csv',
          ...PERSON,
        ]);
        requireSameRows(
          rowsOfCsv(csv),
          expected.map((row) => ({
            Id: row.Id,
            LastName: row['LastName'],
            'Account.OwnerId': accounts.get(String(row['AccountId'])) ?? null,
            'Owner.Username': users.get(String(row['OwnerId'])) ?? null,
          })),
        );
      },
    },
  ];
}

/**
 * @param {Stage} stage
 * @returns {Proof[]}
 */
function orgProofs({ cli, emulator }) {
  return [
    {
      name: 'counts',
      prove: async () => {
        const { totalSize } = await cli.result(['data', 'query', '--query', 'SELECT COUNT() FROM Lead', ...PERSON]);
        requireSame('The count', totalSize, live(await emulator.records('Lead')).length);
      },
    },
    {
      name: 'lists the custom objects that a person may see, and describes them',
      prove: async () => {
        const found = await cli.result(['sobject', 'list', '--sobject', 'custom', ...PERSON]);
        const seen = ['Exchange_Sync_Issue__c', 'Exchange_Sync_Request__c', 'Exchange_Sync_Status__c'];
        const missing = seen.filter((name) => !found.includes(name));
        requireSame('What is missing in the list', missing, []);
        const described = await cli.result(['sobject', 'describe', '--sobject', 'Contact', ...PERSON]);
        const key = described.fields.find((/** @type {{ name: string }} */ one) => one.name === 'Exchange_Sync_Key__c');
        requireSame('The sync key', picked(key, ['type', 'externalId']), { type: 'string', externalId: true });
      },
    },
    {
      name: 'shows the limits of the org',
      prove: async () => {
        const limits = await cli.result(['org', 'list', 'limits', ...PERSON]);
        const daily = limits.find((/** @type {{ name: string }} */ one) => one.name === 'DailyApiRequests');
        requireSame('The daily allowance', daily?.max, 100_000);
      },
    },
  ];
}

/**
 * @param {Stage} stage
 * @returns {Proof[]}
 */
function recordProofs({ cli, emulator }) {
  const contact = ['--sobject', 'Contact'];
  const where = ['--where', 'LastName=Weber Email=uli.weber@cli.example'];
  const found = async () => {
    const rows = (await emulator.records('Contact')).filter((row) => row['Email'] === 'uli.weber@cli.example');
    if (rows.length !== 1) throw new ProofFailed(`${rows.length} such contacts are in the org, not one.`);
    return /** @type {Row} */ (rows[0]);
  };
  return [
    {
      name: 'makes a record, which belongs to the person',
      prove: async () => {
        const values = ['--values', "FirstName=Uli LastName=Weber Email=uli.weber@cli.example Title='Head of Sales'"];
        const { id } = await cli.result(['data', 'create', 'record', ...contact, ...values, ...PERSON]);
        requireSame('The contact', picked(await found(), ['Id', 'Name', 'Title', 'OwnerId']), {
          Id: id,
          Name: 'Uli Weber',
          Title: 'Head of Sales',
          OwnerId: personIn(emulator).userId,
        });
      },
    },
    {
      name: 'reads it back, changes it and deletes it',
      prove: async () => {
        const paths = ['Id', 'Name', 'Title', 'LastModifiedDate'];
        const read = await cli.result(['data', 'get', 'record', ...contact, ...where, ...PERSON]);
        requireSame('The contact', picked(read, paths), picked(await found(), paths));
        await cli.result(['data', 'update', 'record', ...contact, ...where, '--values', 'Title=Buyer', ...PERSON]);
        requireSame('Its title', (await found())['Title'], 'Buyer');
        await cli.result(['data', 'delete', 'record', ...contact, ...where, ...PERSON]);
        requireSame('IsDeleted', (await found())['IsDeleted'], true);
      },
    },
  ];
}

/**
 * @param {Stage} stage
 * @returns {Proof[]}
 */
function refusalProofs({ cli }) {
  const asked = (/** @type {string} */ soql) => ['data', 'query', '--query', soql];
  /** @type {readonly { about: string, args: readonly string[], code: string }[]} */
  const refusals = [
    {
      about: 'a person who asks for an object of the admins',
      args: [...asked('SELECT Id FROM Exchange_Configuration__c'), ...PERSON],
      code: 'INVALID_TYPE',
    },
    {
      about: 'the connector that asks for a field it has no right to',
      args: [...asked('SELECT Id, Title FROM Contact'), ...CONNECTOR],
      code: 'INVALID_FIELD',
    },
    {
      about: 'a query that makes no sense',
      args: [...asked('SELECT Id FROM Contact WHERE'), ...PERSON],
      code: 'MALFORMED_QUERY',
    },
    {
      about: 'a record that lacks what is required',
      args: ['data', 'create', 'record', '--sobject', 'Contact', '--values', 'FirstName=Uli', ...PERSON],
      code: 'REQUIRED_FIELD_MISSING',
    },
    {
      about: 'what orgs have and the emulator has not',
      args: [...asked('SELECT Id FROM ApexClass'), '--use-tooling-api', ...PERSON],
      code: 'NOT_MODELLED_BY_EMULATOR',
    },
  ];
  return refusals.map(({ about, args, code }) => ({
    name: `ends with ${code} for ${about}`,
    prove: async () => {
      const { name, message } = await cli.refusal(args);
      if (name !== code) throw new ProofFailed(`It ended with ${name}.`, message);
    },
  }));
}
