// Puts the emulator together: one world, both halves, a cast, the control interface, one HTTP server on 127.0.0.1.
// Tests start it in their own process with this; main.ts is the command. Only this file knows how the parts are joined.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { CallBook } from './calls.js';
import { createControl } from './control.js';
import { guid, makeCredentials, type Credentials } from './credentials.js';
import { createExchangeTenant } from './exchange/tenant.js';
import { Faults } from './faults.js';
import type { ExchangeTenant, SalesforceOrg } from './parts.js';
import { fillCast, type CastName } from './people.js';
import type { Oddity } from './people/demo-oddities.js';
import type { Organisation, Person } from './people/organisation.js';
import type { PlainPerson } from './people/plain.js';
import { createSalesforceOrg } from './salesforce/org.js';
import { Chance, Clock, type World } from './world.js';

export interface StartOptions {
  /** 0 = any free port. */
  readonly port: number;
  readonly seed: number;
  readonly people: number;
  /** Contacts a person, on each side that is a source. */
  readonly contacts: number;
  /** Events a person, in the casts demo and plain; the default 0 leaves calendars empty, and nobody syncs them. */
  readonly events?: number;
  /** Added to every request, in milliseconds. */
  readonly latencyMs: number;
  /** Default: demo. */
  readonly cast?: CastName;
  /** Plain cast: what each person has, instead of `people`, `contacts` and `events`. */
  readonly plainPeople?: readonly PlainPerson[];
  /** Plain cast: contacts of a colleague that everybody can see; default 0. */
  readonly otherVisibleContacts?: number;
  /** The folder `force-app/main/default` that the org gets its schema from; default: that of this repository. */
  readonly forceAppFolder?: string;
}

export interface Emulator {
  /**
   * Origin without a slash at the end; Salesforce, Graph, both token endpoints and the control interface are all
   * here.
   */
  readonly url: string;
  readonly world: World;
  readonly exchange: ExchangeTenant;
  readonly salesforce: SalesforceOrg;
  readonly people: readonly Person[];
  readonly oddities: readonly Oddity[];
  /** For adding people and configurations after the start. */
  readonly organisation: Organisation;
  readonly credentials: Credentials;
  /** What the connector needs to use this emulator. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** What the connector needs and no more: it never writes to a calendar. */
const GRAPH_ROLES = ['User.Read.All', 'Contacts.ReadWrite', 'MailboxSettings.Read', 'Calendars.Read'];
const REPOSITORY_FORCE_APP = fileURLToPath(new URL('../../force-app/main/default', import.meta.url));

/** Starts an emulator; many can run side by side in one process. Rejects when the port is taken. */
export async function startEmulator(options: StartOptions): Promise<Emulator> {
  const world: World = {
    clock: new Clock(),
    chance: new Chance(options.seed),
    calls: new CallBook(),
    faults: new Faults(),
    latencyMs: options.latencyMs,
  };
  const credentials = await makeCredentials(world.chance, world.clock.now());
  const exchange = createExchangeTenant(world, { tenantId: guid(world.chance) });
  exchange.addApp({ ...credentials.microsoft, roles: GRAPH_ROLES });
  let url = '';
  const forceAppFolder = options.forceAppFolder ?? REPOSITORY_FORCE_APP;
  const salesforce = createSalesforceOrg(world, { forceAppFolder, baseUrl: () => url });
  salesforce.addApp(credentials.salesforce);
  const cast = fillCast(world, exchange, salesforce, { ...options, cast: options.cast ?? 'demo' });
  const { organisation, people, oddities } = cast;
  const control = createControl({ world, exchange, salesforce, people, oddities });
  // Longer requests than Node takes by itself must arrive, so that Salesforce can refuse them as it does (414).
  const server = createServer(
    { maxHeaderSize: 65_536 },
    joinListeners(exchange.listener, salesforce.listener, control),
  );
  url = await listen(server, options.port);
  const integrationUser = organisation.personInRole('integration').username;
  const environment = connectorEnvironment(url, exchange.tenantId, integrationUser, credentials);
  const parts = { world, exchange, salesforce, people, oddities, organisation, credentials, environment };
  return { url, ...parts, stop: () => close(server) };
}

const SALESFORCE_PATHS = /^\/(services|id)(\/|\?|$)/;
const MICROSOFT_PATHS = /^\/(v1\.0|beta)(\/|\?|$)|^\/[^/]+\/(oauth2|v2\.0|\.well-known)\//;

/** Each half has its own paths; everything else belongs to control, which names what it does not know. */
function joinListeners(
  exchange: RequestListener,
  salesforce: RequestListener,
  control: RequestListener,
): RequestListener {
  return (request, response) => {
    const path = request.url ?? '/';
    if (SALESFORCE_PATHS.test(path)) salesforce(request, response);
    else if (MICROSOFT_PATHS.test(path)) exchange(request, response);
    else control(request, response);
  };
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function connectorEnvironment(
  url: string,
  tenantId: string,
  integrationUser: string,
  { salesforce, microsoft, hashKey }: Credentials,
): Record<string, string> {
  return {
    SALESFORCE_LOGIN_URL: url,
    SALESFORCE_CLIENT_ID: salesforce.clientId,
    SALESFORCE_PRIVATE_KEY: onOneLine(salesforce.privateKeyPem),
    SALESFORCE_CERTIFICATE: onOneLine(salesforce.certificatePem),
    SALESFORCE_INTEGRATION_USER: integrationUser,
    MICROSOFT_TENANT_ID: tenantId,
    MICROSOFT_CLIENT_ID: microsoft.clientId,
    MICROSOFT_CERTIFICATE: onOneLine(microsoft.certificatePem),
    MICROSOFT_PRIVATE_KEY: onOneLine(microsoft.privateKeyPem),
    MICROSOFT_TOKEN_URL: `${url}/${tenantId}/oauth2/v2.0/token`,
    GRAPH_URL: url,
    HASH_KEY: hashKey,
    WRITES: 'on',
  };
}

/** A PEM as environment files hold it: line ends written as \n. */
function onOneLine(pem: string): string {
  return pem.trim().replace(/\n/g, '\\n');
}
