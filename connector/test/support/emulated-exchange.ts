// The adapter for Exchange and an emulated Exchange on a port of its own: one mailbox with an empty Salesforce_Sync
// folder and an empty calendar.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallBook } from '../../../emulator/src/calls.js';
import { createExchangeTenant } from '../../../emulator/src/exchange/tenant.js';
import { Faults } from '../../../emulator/src/faults.js';
import type { CalendarHands, ExchangeTenant, OutlookHands } from '../../../emulator/src/parts.js';
import { Chance, Clock, type World } from '../../../emulator/src/world.js';
import type { GraphContact } from '../../src/core/contact/model.js';
import type { Outcome } from '../../src/core/failure.js';
import type { ExchangeContactId, FolderId, MailboxId } from '../../src/core/model.js';
import { createExchange, type Exchange, type ExchangeOptions } from '../../src/exchange/exchange.js';
import type { EventDeltaPage } from '../../src/ports/calendar.js';
import type { DeltaPage } from '../../src/ports/exchange.js';
import { testClock, type TestClock } from './clock.js';
import { noteLog } from './scripted-graph.js';
import { valueOf } from './outcome.js';

const tenantId = '11111111-2222-4333-8444-555555555555';
export const clientId = '99999999-8888-4777-8666-555555555555';
export const clientSecret = 'a secret of the tests';
export const roles = ['Contacts.ReadWrite', 'User.Read.All', 'MailboxSettings.Read', 'Calendars.Read'];

export interface EmulatedExchange {
  readonly world: World;
  readonly tenant: ExchangeTenant;
  readonly hands: OutlookHands;
  readonly calendar: CalendarHands;
  readonly mailbox: MailboxId;
  readonly folder: FolderId;
  /** Of the adapter; the emulated clock is `world.clock`. */
  readonly clock: TestClock;
  readonly logged: readonly string[];
  readonly exchange: Exchange;
  /** A further adapter; closed with the rest. */
  adapter(config?: Partial<ExchangeOptions['config']>): Exchange;
  /** Contacts as a person makes them, in the folder. */
  seedContacts(count: number): ExchangeContactId[];
  readOne(id: ExchangeContactId): Promise<GraphContact>;
  /** All pages of a round and the link that the next one starts from. */
  readRound(from: Parameters<Exchange['readDelta']>[1]): Promise<{ pages: DeltaPage[]; link: string }>;
  /** The same for the view of the calendar. */
  readEventRound(from: Parameters<Exchange['readEventDelta']>[1]): Promise<{ pages: EventDeltaPage[]; link: string }>;
  close(): Promise<void>;
}

export async function startEmulatedExchange(): Promise<EmulatedExchange> {
  const calls = new CallBook();
  const world: World = { clock: new Clock(), chance: new Chance(7), calls, faults: new Faults(), latencyMs: 0 };
  const tenant = createExchangeTenant(world, { tenantId });
  tenant.addApp({ clientId, clientSecret, roles });
  const mailbox = tenant.addMailbox({ address: 'Rita.Sales@example.com', displayName: 'Rita Sales' }) as MailboxId;
  tenant.setSwitch('immutableIdRequired', true);
  const hands = tenant.hands(mailbox);
  const calendar = tenant.calendarHands(mailbox);
  const folder = hands.createFolder('Salesforce_Sync') as FolderId;
  const server = createServer(tenant.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const clock = testClock();
  const { log, logged } = noteLog();
  const adapters: Exchange[] = [];
  const adapter: EmulatedExchange['adapter'] = (changes = {}) => {
    const tokenUrl = `${origin}/${tenantId}/oauth2/v2.0/token`;
    const credential = { kind: 'secret', secret: clientSecret } as const;
    const config = { tenantId, clientId, credential, graphUrl: origin, tokenUrl, proxyUrl: null, ...changes };
    const made = createExchange({ config, clock, log });
    adapters.push(made);
    return made;
  };
  const exchange = adapter();
  return {
    ...{ world, tenant, hands, calendar, mailbox, folder, clock, logged, exchange, adapter },
    seedContacts: (count) =>
      Array.from({ length: count }, (_, index) => {
        return hands.createContact(folder, { givenName: 'Ann', surname: `Nr ${index}` }) as ExchangeContactId;
      }),
    readOne: async (id) => valueOf((await exchange.readContacts(mailbox, [id])).contacts[0]),
    readRound: (from) => wholeRound(from, (next) => exchange.readDelta(mailbox, next)),
    readEventRound: (from) => wholeRound(from, (next) => exchange.readEventDelta(mailbox, next)),
    close: async () => {
      await Promise.all(adapters.map((made) => made.close()));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function wholeRound<From, Page extends Pick<DeltaPage, 'next'>>(
  from: From,
  read: (next: From | { readonly link: string }) => Promise<Outcome<Page>>,
): Promise<{ pages: Page[]; link: string }> {
  const pages: Page[] = [];
  for (let next: From | { readonly link: string } = from; ;) {
    const page: Page = valueOf(await read(next));
    pages.push(page);
    if (page.next.kind === 'done') return { pages, link: page.next.link };
    next = { link: page.next.link };
  }
}
