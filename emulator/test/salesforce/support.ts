// What the tests of the emulated Salesforce share: an org on a port of its own, people in it, clients for it.
// The client is jsforce as it is published; nothing of it is replaced.
import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import jsforce from 'jsforce';
import type { Connection } from 'jsforce';
import { CallBook } from '../../src/calls.js';
import { Faults } from '../../src/faults.js';
import type { SalesforceOrg } from '../../src/parts.js';
import { createSalesforceOrg } from '../../src/salesforce/org.js';
import { Chance, Clock } from '../../src/world.js';
import type { World } from '../../src/world.js';

export const forceAppFolder = fileURLToPath(new URL('../../../force-app', import.meta.url));
export const clientId = 'consumer-key';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const otherKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const rep = 'rita.rep@lindenhof.example';
export const colleague = 'carl.colleague@lindenhof.example';
export const admin = 'anna.admin@lindenhof.example';
export const integration = 'connector@lindenhof.example';

export interface TestOrg {
  readonly world: World;
  readonly org: SalesforceOrg;
  readonly url: string;
  readonly users: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export function makeWorld(seed = 7): World {
  return { clock: new Clock(), chance: new Chance(seed), calls: new CallBook(), faults: new Faults(), latencyMs: 0 };
}

/** An org with an admin, two reps and the integration user, served on a free port. The clock stands still. */
export async function startOrg(): Promise<TestOrg> {
  const world = makeWorld();
  world.clock.freeze(Date.parse('2026-11-22T14:03:00.250Z'));
  const org = createSalesforceOrg(world, { forceAppFolder, baseUrl: () => url });
  const server = createServer({ maxHeaderSize: 65_536 }, org.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  org.addApp({ clientId, publicKeyPem: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString() });
  const person = ['Exchange_Sync_Person'];
  const users = {
    [admin]: add(org, admin, 'Anna', 'Admin', 'System Administrator', ['Exchange_Sync_Admin']),
    [rep]: add(org, rep, 'Rita', 'Rep', 'Standard User', person),
    [colleague]: add(org, colleague, 'Carl', 'Colleague', 'Standard User', person),
    [integration]: add(org, integration, 'Exchange', 'Connector', 'Minimum Access - Salesforce', [
      'Exchange_Sync_Connector',
    ]),
  };
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { world, org, url, users, close };
}

function add(
  org: SalesforceOrg,
  username: string,
  firstName: string,
  lastName: string,
  profile: string,
  permissionSets: readonly string[],
): string {
  return org.addUser({ username, email: username, firstName, lastName, profile, permissionSets });
}

interface AssertionClaims {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string;
  readonly exp?: number;
}

/** A signed assertion; `claims` replaces single claims. */
export function assertionFor(
  { world }: TestOrg,
  username: string,
  claims: AssertionClaims = {},
  key = keys.privateKey,
  alg = 'RS256',
): string {
  const exp = Math.floor(world.clock.nowMs() / 1_000) + 180;
  const all = { iss: clientId, sub: username, aud: 'https://login.salesforce.com', exp, ...claims };
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg })}.${part(all)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** A jsforce connection that is logged in as this user. */
export async function connect(test: TestOrg, username: string): Promise<Connection> {
  const connection = new jsforce.Connection({ loginUrl: test.url, version: '65.0' });
  await connection.authorize({ grant_type: jwtBearer, assertion: assertionFor(test, username) });
  return connection;
}

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A plain request, as this user where a token is given. Paths without `/services` are below the version. */
export async function plain(
  test: TestOrg,
  method: string,
  path: string,
  options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<PlainAnswer> {
  const url = `${test.url}${path.startsWith('/services') ? '' : '/services/data/v65.0'}${path}`;
  const response = await fetch(url, {
    method,
    headers: {
      ...(options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` }),
      ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A token of this user, without a client. */
export async function tokenFor(test: TestOrg, username: string): Promise<string> {
  const answer = await askToken(test, assertionFor(test, username));
  return (answer.body as { access_token: string }).access_token;
}

export async function askToken(test: TestOrg, assertion: string, grantType = jwtBearer): Promise<PlainAnswer> {
  const response = await fetch(`${test.url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: grantType, assertion }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** The error that a promise is rejected with. Throws where it is not. */
export async function failureOf(
  promise: PromiseLike<unknown>,
): Promise<Error & { errorCode?: string; data?: unknown }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was refused');
}

/** The Salesforce code that an action of a person is refused with, or null. */
export function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return (error as Error).name;
  }
}
