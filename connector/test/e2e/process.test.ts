// The connector as a process: on each database, with good and with bad settings, started twice, stopped politely.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../emulator/src/start.js';
import type { Systems } from '../../../verify/systems.js';
import { lookAt } from '../support/look.js';
import { compareBoth } from './support/both-systems.js';
import { databases, quickestDatabase, type TestDatabase } from './support/database.js';
import { startConnector, temporaryFolder, type ConnectorProcess } from './support/process.js';

const quick = { POLL_EVERY_MS: '500', BETWEEN_RUNS_MS: '100' };

let emulator: Emulator;
let before: Systems;
let database: TestDatabase | null = null;
const running: ConnectorProcess[] = [];

beforeEach(async () => {
  emulator = await startEmulator({
    port: 0,
    seed: 3,
    people: 1,
    contacts: 0,
    latencyMs: 0,
    cast: 'plain',
    plainPeople: [{ direction: 'BothWays', salesforceContacts: 40, exchangeContacts: 40, overlap: 10 }],
  });
  before = lookAt(emulator);
});

afterEach(async () => {
  for (const connector of running.splice(0)) connector.kill();
  await database?.remove();
  database = null;
  await emulator.stop();
});

function start(environment: Readonly<Record<string, string>>, role?: string): ConnectorProcess {
  const connector = startConnector({ ...emulator.environment, ...quick, ...environment }, role);
  running.push(connector);
  return connector;
}

async function begin(environment: Readonly<Record<string, string>> = {}): Promise<ConnectorProcess> {
  database = await quickestDatabase();
  return start({ ...database.environment, ...environment });
}

describe.each(databases)('a connector process on %s', (_name, openDatabase) => {
  it('syncs both ways, stops politely, and does nothing new after a restart', async () => {
    database = await openDatabase();
    const first = start(database.environment);
    await first.event('RUN_ENDED');
    expect(await first.stop()).toBe(0);
    // One company of five has no account.
    const explained = { ACCOUNT_NOT_MATCHED: 30 / 5 };
    const inStep = { wrong: [], explained, contacts: [[70, 70, 70]], events: [[0, 0]] };
    expect(compareBoth(before, emulator)).toEqual(inStep);
    const second = start(database.environment);
    await second.event('STARTED');
    expect(await second.stop()).toBe(0);
    expect(compareBoth(before, emulator)).toEqual(inStep);
  });
});

describe('a connector process', () => {
  it('names every problem of its settings at once and ends with 1', async () => {
    const connector = startConnector({
      SALESFORCE_LOGIN_URL: 'ftp://wrong',
      SALESFORCE_CLIENTID: 'typo',
      DATA_FOLDER: '/nowhere',
    });
    expect(await connector.ended).toBe(1);
    for (const variable of [
      'SALESFORCE_LOGIN_URL',
      'SALESFORCE_CLIENT_ID',
      'SALESFORCE_CLIENTID',
      'HASH_KEY',
      'MICROSOFT_TENANT_ID',
    ]) {
      expect(connector.output()).toContain(variable);
    }
    expect(connector.output()).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['SALESFORCE_CLIENT_ID', 'not-the-key'],
    ['SALESFORCE_INTEGRATION_USER', 'nobody@lindenhof.example'],
    ['MICROSOFT_CLIENT_ID', '00000000-0000-4000-8000-000000000000'],
  ])('says which variable to look at when a service refuses %s, and ends with 1', async (variable, value) => {
    const connector = await begin({ [variable]: value });
    expect(await connector.ended).toBe(1);
    expect(connector.output()).toContain(`Check ${variable}`);
    expect(connector.output()).not.toMatch(/^\s+at /m);
  });

  it('says that the key does not fit when Salesforce refuses the signature', async () => {
    const other = await startEmulator({ port: 0, seed: 4, people: 1, contacts: 0, latencyMs: 0, cast: 'empty' });
    const ofOther = (name: string): string => other.environment[name] ?? '';
    const connector = await begin({
      SALESFORCE_PRIVATE_KEY: ofOther('SALESFORCE_PRIVATE_KEY'),
      SALESFORCE_CERTIFICATE: ofOther('SALESFORCE_CERTIFICATE'),
    });
    await other.stop();
    expect(await connector.ended).toBe(1);
    expect(connector.output()).toContain('Check SALESFORCE_PRIVATE_KEY');
  });

  it('waits for a service that is merely out of reach', async () => {
    emulator.world.faults.add({ system: 'salesforce-token', times: 4, effect: { kind: 'cutBefore' } });
    const connector = await begin();
    await connector.event('WAITING_FOR_SERVICE');
    await connector.event('STARTED');
    expect(await connector.stop()).toBe(0);
  });

  it('refuses a second process on the same embedded database and names the first', async () => {
    const folder = await temporaryFolder();
    database = { environment: { DATA_FOLDER: folder.path }, remove: () => folder.remove() };
    const first = start(database.environment);
    await first.event('STARTED');
    const second = start(database.environment);
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/in use by process \d+/);
    expect(await first.stop()).toBe(0);
  });

  it('takes an embedded database over from a process that was killed', async () => {
    const folder = await temporaryFolder();
    database = { environment: { DATA_FOLDER: folder.path }, remove: () => folder.remove() };
    const first = start(database.environment);
    await first.event('STARTED');
    first.kill();
    await first.ended;
    const second = start(database.environment);
    await second.event('STARTED');
    expect(await second.stop()).toBe(0);
  });

  it('refuses a database that belongs to another org, another tenant or another HASH_KEY', async () => {
    const first = await begin();
    await first.event('STARTED');
    await first.stop();
    const other = await startEmulator({ port: 0, seed: 5, people: 1, contacts: 0, latencyMs: 0, cast: 'empty' });
    try {
      const elsewhere = start({ ...other.environment, ...database?.environment });
      expect(await elsewhere.ended).toBe(1);
      expect(elsewhere.output()).toContain('This database belongs to the');
      const rehashed = start({ ...database?.environment, HASH_KEY: other.environment['HASH_KEY'] ?? '' });
      expect(await rehashed.ended).toBe(1);
      expect(rehashed.output()).toContain('HASH_KEY is not the one');
    } finally {
      await other.stop();
    }
  });

  it('writes nothing to either system while WRITES is off', async () => {
    const connector = await begin({ WRITES: 'off' });
    await connector.event('RUN_ENDED');
    expect(await connector.stop()).toBe(0);
    const writes = emulator.world.calls
      .since()
      .filter((call) => call.method !== 'GET' && call.route.toLowerCase().includes('contact'));
    expect(writes).toEqual([]);
  });

  it('serves other roles than all only on a shared database', async () => {
    const folder = await temporaryFolder();
    database = { environment: { DATA_FOLDER: folder.path }, remove: () => folder.remove() };
    const worker = start(database.environment, 'worker');
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toContain('DATABASE_URL');
    const unknown = start(database.environment, 'wizard');
    expect(await unknown.ended).toBe(1);
    expect(unknown.output()).toContain('all, web, worker, migrate');
  });

  it('brings the tables up to date in the role migrate and ends with 0', async () => {
    const connector = await begin();
    connector.kill();
    await connector.ended;
    const migrate = start({ ...database?.environment }, 'migrate');
    expect(await migrate.ended).toBe(0);
  });
});
