import { createSign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/start.js';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ port: 0, seed: 7, people: 5, contacts: 20, latencyMs: 0 });
}, 30_000);

afterAll(() => emulator.stop());

const json = async (response: Response) => (await response.json()) as Record<string, unknown>;

async function graphToken(): Promise<string> {
  const { environment, credentials } = emulator;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credentials.microsoft.clientId,
    client_secret: credentials.microsoft.clientSecret,
    scope: 'https://graph.microsoft.com/.default',
  });
  const answer = await json(await fetch(environment['MICROSOFT_TOKEN_URL'] ?? '', { method: 'POST', body }));
  return String(answer['access_token']);
}

const base64Url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function salesforceToken(username: string): Promise<Response> {
  const { environment, url } = emulator;
  const expires = Math.floor(emulator.world.clock.nowMs() / 1000) + 120;
  const claims = { iss: environment['SALESFORCE_CLIENT_ID'], sub: username, aud: url, exp: expires };
  const signed = `${base64Url({ alg: 'RS256' })}.${base64Url(claims)}`;
  const key = (environment['SALESFORCE_PRIVATE_KEY'] ?? '').replaceAll('\\n', '\n');
  const assertion = `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
  const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  return fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: grantType, assertion }),
  });
}

async function query(username: string, soql: string): Promise<Record<string, unknown>> {
  const token = String((await json(await salesforceToken(username)))['access_token']);
  const headers = { authorization: `Bearer ${token}` };
  return json(await fetch(`${emulator.url}/services/data/v65.0/query?q=${encodeURIComponent(soql)}`, { headers }));
}

const personCalled = (firstName: string) => {
  const person = emulator.people.find((candidate) => candidate.firstName === firstName);
  if (person === undefined) throw new Error(`nobody is called ${firstName}`);
  return person;
};

describe('the whole emulator', () => {
  it('shows a mailbox to an app that signs in with what the environment says', async () => {
    const headers = { authorization: `Bearer ${await graphToken()}` };
    const { mailboxId } = personCalled('Jonas');
    const folders = await json(await fetch(`${emulator.url}/v1.0/users/${mailboxId}/contactFolders`, { headers }));
    expect(folders['value']).toEqual([expect.objectContaining({ displayName: 'Salesforce_Sync' })]);
  });

  it('lets reps and the integration user into Salesforce, and nobody else', async () => {
    const statuses = new Map<string, number>();
    for (const { firstName, username } of emulator.people) {
      statuses.set(firstName, (await salesforceToken(username)).status);
    }
    expect(Object.fromEntries(statuses)).toEqual({
      Petra: 400,
      'Exchange Sync': 200,
      Mira: 200,
      Jonas: 200,
      Aiko: 200,
      Samuel: 200,
      Lena: 200,
    });
  });

  it('shows the integration user the configurations and their assignments', async () => {
    const user = emulator.environment['SALESFORCE_INTEGRATION_USER'] ?? '';
    const fields = 'Name, Contact_Direction__c, Contact_Scope__c, Contact_Conflict__c, Contact_Conditions__c';
    const configurations = await query(user, `SELECT ${fields} FROM Exchange_Configuration__c ORDER BY Name`);
    expect(configurations['totalSize']).toBe(5);
    expect(configurations['records']).toContainEqual(
      expect.objectContaining({
        Name: 'Field sales, both ways',
        Contact_Direction__c: 'BothWays',
        Contact_Scope__c: 'Owned',
        Contact_Conflict__c: 'SalesforceWins',
      }),
    );
    const assignments = await query(user, 'SELECT User__c, Profile_Id__c FROM Exchange_Configuration_Assignment__c');
    expect(assignments['totalSize']).toBe(5);
  });

  it('shows a rep the own contacts with their accounts', async () => {
    const { username, userId } = personCalled('Mira');
    const soql = `SELECT LastName, Email, Account.Name FROM Contact WHERE OwnerId = '${userId}'`;
    const { totalSize, records } = await query(username, soql);
    expect(totalSize).toBe(20);
    const rows = records as { Account: { Name: string } | null }[];
    expect(rows.filter(({ Account }) => Account === null).length).toBeLessThan(rows.length / 2);
  });

  it('acts through the control interface, and does not count it', async () => {
    const before = emulator.world.calls.mark();
    const control = (path: string, body: unknown) =>
      fetch(`${emulator.url}/_emulator${path}`, { method: 'POST', body: JSON.stringify(body) });
    const contact = { properties: { givenName: 'Nora', surname: 'Ekdal' } };
    expect((await control('/outlook/mira/create-contact', contact)).status).toBe(200);
    const fields = { LastName: 'Ekdal' };
    const made = await json(await control('/salesforce/mira/create', { object: 'Contact', fields }));
    expect(emulator.world.calls.mark()).toBe(before);
    const { records } = await query(personCalled('Mira').username, "SELECT Id FROM Contact WHERE LastName = 'Ekdal'");
    expect(records).toEqual([expect.objectContaining({ Id: made['id'] })]);
    expect(emulator.world.calls.mark()).toBeGreaterThan(before);
  });

  it('answers 409 with the code of Salesforce when a person may not do a thing', async () => {
    const body = JSON.stringify({ object: 'Exchange_Sync_Request__c', fields: { Type__c: 'SyncNow' } });
    const response = await fetch(`${emulator.url}/_emulator/salesforce/mira/create`, { method: 'POST', body });
    expect(response.status).toBe(409);
    expect((await json(response))['error']).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) as unknown });
  });

  it('says where things are when asked for something that nobody has', async () => {
    const response = await fetch(`${emulator.url}/nothing/here`);
    expect(response.status).toBe(404);
    expect((await json(response))['error']).toMatchObject({ message: expect.stringContaining('/v1.0') as unknown });
  });

  it('refuses a port that is taken', async () => {
    const port = Number(new URL(emulator.url).port);
    const second = startEmulator({ port, seed: 7, people: 0, contacts: 0, latencyMs: 0, cast: 'empty' });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('makes the same world again from the same seed', async () => {
    const options = { port: 0, seed: 11, people: 2, contacts: 5, latencyMs: 0 };
    const [one, two] = await Promise.all([startEmulator(options), startEmulator(options)]);
    expect(two.people).toEqual(one.people);
    expect(two.oddities).toEqual(one.oddities);
    await Promise.all([one.stop(), two.stop()]);
  });
});
