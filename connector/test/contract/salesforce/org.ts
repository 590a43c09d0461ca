// An emulated org for the contract tests of the Salesforce half: started in this process, spoken to over real HTTP.
// The clock is the emulator's, and waiting takes no time: what was waited for is written down.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { CallBook } from '../../../../emulator/src/calls.js';
import { Faults } from '../../../../emulator/src/faults.js';
import type { ObjectAccess, SalesforceOrg } from '../../../../emulator/src/parts.js';
import { createSalesforceOrg } from '../../../../emulator/src/salesforce/org.js';
import { Chance, Clock, type World } from '../../../../emulator/src/world.js';
import type { PersonId } from '../../../src/core/model.js';
import type { PersonOrg } from '../../../src/ports/salesforce.js';
import { createSalesforce, type Salesforce, type SalesforceOptions } from '../../../src/salesforce/salesforce.js';

export interface Rep {
  readonly id: PersonId;
  readonly username: string;
  readonly org: PersonOrg;
}

export interface TestOrg {
  readonly world: World;
  /** The emulated org: acting in it, seeding, switches. */
  readonly backstage: SalesforceOrg;
  readonly url: string;
  readonly salesforce: Salesforce;
  /** A rep with the permission set of people who sync. */
  readonly rep: Rep;
  readonly admin: { readonly id: PersonId; readonly username: string };
  /** Milliseconds that the connector waited, in order. */
  readonly waits: readonly number[];
  /** Adds a further rep. */
  addRep(name: string, user?: { readonly permissionSets?: readonly string[]; readonly isActive?: boolean }): Rep;
  /** A second connection with other options, closed with the rest. */
  connect(options: Partial<SalesforceOptions>): Salesforce;
  /** Calls since the last question, tokens apart: `GET /query`. */
  callsMade(): readonly string[];
  tokensAsked(): number;
  stop(): Promise<void>;
}

export const repProfile = 'Sales Representative';
const clientId = '3MVG9testtesttest';
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const forceAppFolder = fileURLToPath(new URL('../../../../force-app/main/default', import.meta.url));
const everything: ObjectAccess = { read: true, create: true, edit: true, delete: true };

export async function startTestOrg(): Promise<TestOrg> {
  const world = {
    clock: new Clock(),
    chance: new Chance(11),
    calls: new CallBook(),
    faults: new Faults(),
    latencyMs: 0,
  };
  let url = '';
  const backstage = createSalesforceOrg(world, { forceAppFolder, baseUrl: () => url });
  backstage.addApp({ clientId, publicKeyPem: keys.publicKey });
  const objects = { Contact: everything, Account: everything, Event: everything, Lead: everything };
  backstage.addProfile({ name: repProfile, objects });
  const addUser = (name: string, profile: string, permissionSets: readonly string[], isActive = true) => {
    const username = `${name.toLowerCase()}@company.example`;
    const user = { username, email: username, firstName: name, lastName: 'Muster', profile, permissionSets, isActive };
    return { id: backstage.addUser(user) as PersonId, username };
  };
  const admin = addUser('Ada', 'System Administrator', ['Exchange_Sync_Admin']);
  const integration = addUser('Sync', 'Minimum Access - Salesforce', ['Exchange_Sync_Connector']);

  const server = createServer(backstage.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const waits: number[] = [];
  const opened: Salesforce[] = [];
  const connect = (options: Partial<SalesforceOptions>): Salesforce => {
    const salesforce = createSalesforce({
      loginUrl: url,
      clientId,
      privateKey: keys.privateKey,
      integrationUser: integration.username,
      proxyUrl: null,
      clock: {
        elapsedMs: () => world.clock.nowMs(),
        nowMs: () => world.clock.nowMs(),
        wait: (milliseconds) => {
          waits.push(milliseconds);
          return Promise.resolve();
        },
      },
      log: { debug: () => undefined },
      ...options,
    });
    opened.push(salesforce);
    return salesforce;
  };
  const salesforce = connect({});
  const addRep: TestOrg['addRep'] = (name, { permissionSets = ['Exchange_Sync_Person'], isActive = true } = {}) => {
    const user = addUser(name, repProfile, permissionSets, isActive);
    return { ...user, org: salesforce.actAs(user) };
  };
  let mark = world.calls.mark();
  return {
    world,
    backstage,
    url,
    salesforce,
    rep: addRep('Rita'),
    admin,
    waits,
    addRep,
    connect,
    callsMade: () => {
      const calls = world.calls.since(mark).filter(({ system }) => system === 'salesforce');
      mark = world.calls.mark();
      return calls.map(({ method, route }) => `${method} ${route}`);
    },
    tokensAsked: () => world.calls.since().filter(({ system }) => system === 'salesforce-token').length,
    stop: async () => {
      await Promise.all(opened.map((one) => one.close()));
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
