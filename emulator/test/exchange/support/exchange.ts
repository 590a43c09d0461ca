// An emulated Exchange on a port of its own, with one app and one mailbox, and a plain HTTP client for it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallBook } from '../../../src/calls.js';
import { defaultSwitches, type Switches } from '../../../src/exchange/switches.js';
import { createExchangeTenant } from '../../../src/exchange/tenant.js';
import { Faults } from '../../../src/faults.js';
import type { CalendarHands, ExchangeTenant, OutlookHands } from '../../../src/parts.js';
import { Chance, Clock, type World } from '../../../src/world.js';

export const tenantId = '11111111-2222-4333-8444-555555555555';
export const clientId = '99999999-8888-4777-8666-555555555555';
export const clientSecret = 'a secret of the tests';
export const address = 'rita@example.com';
export const stamp = 'String {7f9c2f4b-5d0e-4a51-9a3e-2f1c8b6d4e70} Name ExchangeSyncStamp';
const allRoles = ['Contacts.ReadWrite', 'User.Read.All', 'MailboxSettings.Read', 'Calendars.ReadWrite'];

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /* eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers freely */
  readonly body: any;
  readonly text: string;
}

export interface TestExchange {
  readonly world: World;
  readonly tenant: ExchangeTenant;
  readonly origin: string;
  readonly mailboxId: string;
  readonly hands: OutlookHands;
  readonly calendar: CalendarHands;
  /** Path behind /v1.0 or a whole link; immutable ids unless the headers say otherwise. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  token(): Promise<string>;
  close(): Promise<void>;
}

/** Runs `act` with a switch set, and sets it back. */
export async function withSwitch<Name extends keyof Switches>(
  exchange: TestExchange,
  name: Name,
  value: Switches[Name],
  act: () => Promise<void>,
): Promise<void> {
  exchange.tenant.setSwitch(name, value);
  try {
    await act();
  } finally {
    exchange.tenant.setSwitch(name, defaultSwitches[name]);
  }
}

export function newWorld(seed = 7): World {
  return { clock: new Clock(), chance: new Chance(seed), calls: new CallBook(), faults: new Faults(), latencyMs: 0 };
}

export async function startExchange(options: { seed?: number; roles?: readonly string[] } = {}): Promise<TestExchange> {
  const world = newWorld(options.seed);
  const tenant = createExchangeTenant(world, { tenantId });
  tenant.addApp({ clientId, clientSecret, roles: options.roles ?? allRoles });
  const mailboxId = tenant.addMailbox({ address, displayName: 'Rita Sales' });
  const server = await listen(createServer(tenant.listener));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const token = async (): Promise<string> => {
    const form = { client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' };
    const body = new URLSearchParams({ ...form, scope: 'https://graph.microsoft.com/.default' });
    const response = await fetch(`${origin}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  // Asked for at once, so that a fault that a test plans never hits the token request.
  const accessToken = await token();
  const call: TestExchange['call'] = async (method, path, body, headers = {}) => {
    const url = path.startsWith('https:')
      ? path.replace('https://graph.microsoft.com', origin)
      : `${origin}/v1.0${path}`;
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        prefer: 'IdType="ImmutableId"',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return replyOf(response);
  };
  return {
    world,
    tenant,
    origin,
    mailboxId,
    hands: tenant.hands(mailboxId),
    calendar: tenant.calendarHands(mailboxId),
    call,
    get: (path, headers) => call('GET', path, undefined, headers),
    token,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    body = null;
  }
  return { status: response.status, headers: response.headers, body, text };
}

/** All pages of a delta round (or of a list), and the link at its end. */
export async function readRound(
  exchange: TestExchange,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ items: Reply['body'][]; pages: number; deltaLink: string }> {
  const items: Reply['body'][] = [];
  let link: string = path;
  for (let pages = 1; ; pages += 1) {
    const reply = await exchange.get(link, headers);
    if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text}`);
    items.push(...reply.body.value);
    const next = reply.body['@odata.nextLink'] as string | undefined;
    if (next === undefined) return { items, pages, deltaLink: reply.body['@odata.deltaLink'] };
    link = next;
  }
}
