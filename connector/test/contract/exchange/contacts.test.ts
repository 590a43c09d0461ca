// The adapter for Exchange over real HTTP against the emulated Exchange: every call of the port, as its comments
// promise.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExchangeTenant, OutlookHands } from '../../../../emulator/src/parts.js';
import type { World } from '../../../../emulator/src/world.js';
import { stampPropertyId } from '../../../src/core/contact/stamp.js';
import type { ExchangeContactId, FolderId, MailboxId } from '../../../src/core/model.js';
import type { Exchange } from '../../../src/exchange/exchange.js';
import {
  clientId,
  clientSecret,
  startEmulatedExchange,
  type EmulatedExchange,
} from '../../support/emulated-exchange.js';
import { valueOf } from '../../support/outcome.js';

const otherTelephone = 'String 0x3A1F';

let emulated: EmulatedExchange;
let world: World;
let tenant: ExchangeTenant;
let hands: OutlookHands;
let exchange: Exchange;
let mailbox: MailboxId;
let folder: FolderId;

beforeEach(async () => {
  emulated = await startEmulatedExchange();
  ({ world, tenant, hands, exchange, mailbox, folder } = emulated);
});
afterEach(() => emulated.close());

const seedContacts = (count: number) => emulated.seedContacts(count);
const readOne = (id: ExchangeContactId) => emulated.readOne(id);
const readRound = (from: Parameters<Exchange['readDelta']>[1]) => emulated.readRound(from);

describe('mailboxes', () => {
  it('are found by address or sign-in name, without case, whatever characters it has', async () => {
    const twin = tenant.addMailbox({ address: 'rita.sales@example.com', displayName: 'Other Rita' });
    expect(await exchange.findMailbox('RITA.SALES.2@example.com')).toEqual({
      ok: true,
      value: { mailboxId: twin, address: 'rita.sales@example.com' },
    });
    const alone = tenant.addMailbox({ address: "o'brien+x@example.com", displayName: 'Ann' });
    expect(valueOf(await exchange.findMailbox("o'brien+x@example.com")).mailboxId).toBe(alone);
  });

  it('are not found when nobody has the address, and in conflict when two have it', async () => {
    expect(await exchange.findMailbox('nobody@example.com')).toEqual({
      ok: false,
      failure: { class: 'notFound', code: 'MAILBOX_NOT_FOUND' },
    });
    tenant.addMailbox({ address: 'rita.sales@example.com', displayName: 'Other Rita' });
    expect(await exchange.findMailbox('rita.sales@example.com')).toMatchObject({
      ok: false,
      failure: { class: 'conflict', code: 'DUPLICATE_EMAIL' },
    });
  });

  it.each([
    ['none', 'MAILBOX_NOT_IN_CLOUD'],
    ['blocked', 'MAILBOX_NO_ACCESS'],
    ['missingRole', 'MAILBOX_NO_ACCESS'],
  ] as const)('in state %j fail the probe with %s, and no item counts as gone because of it', async (state, code) => {
    const [id] = seedContacts(1);
    expect(await exchange.probeMailbox(mailbox)).toEqual({ ok: true, value: null });
    tenant.setMailboxState(mailbox, state);
    expect(await exchange.probeMailbox(mailbox)).toMatchObject({ ok: false, failure: { code } });
    const { contacts, folder: read } = await exchange.readContacts(mailbox, [id as ExchangeContactId], folder);
    for (const outcome of [contacts[0], read])
      expect(outcome).toMatchObject({ failure: { class: 'permission', code } });
  });

  it('that are unknown fail the probe as not found', async () => {
    const stranger = '00000000-0000-4000-8000-000000000000' as MailboxId;
    expect(await exchange.probeMailbox(stranger)).toMatchObject({
      failure: { class: 'notFound', code: 'MAILBOX_NOT_FOUND' },
    });
    expect(await exchange.readFolder(stranger, folder)).toMatchObject({ failure: { class: 'permission' } });
  });

  it('pass the probe without the permission to read settings, when contacts can be opened', async () => {
    tenant.addApp({ clientId, clientSecret, roles: ['Contacts.ReadWrite', 'User.Read.All'] });
    expect(await exchange.probeMailbox(mailbox)).toEqual({ ok: true, value: null });
  });
});

describe('folders', () => {
  it('are found by name directly under Contacts, read and made', async () => {
    expect(valueOf(await exchange.findFolders(mailbox, 'Salesforce_Sync')).map(({ id }) => id)).toEqual([folder]);
    expect(valueOf(await exchange.findFolders(mailbox, "Ann's"))).toEqual([]);
    const made = valueOf(await exchange.createFolder(mailbox, "Ann's"));
    expect(valueOf(await exchange.findFolders(mailbox, "Ann's"))).toEqual([made]);
    expect(valueOf(await exchange.readFolder(mailbox, made.id))).toEqual(made);
  });

  it('of one name are refused as a conflict', async () => {
    expect(await exchange.createFolder(mailbox, 'Salesforce_Sync')).toMatchObject({ failure: { class: 'conflict' } });
  });

  it('that are gone are not found, by id and by delta', async () => {
    const { link } = await readRound({ folder });
    hands.deleteFolder(folder);
    expect(await exchange.readFolder(mailbox, folder)).toMatchObject({ failure: { class: 'notFound' } });
    expect(await exchange.readDelta(mailbox, { folder })).toMatchObject({ failure: { class: 'notFound' } });
    expect(await exchange.readDelta(mailbox, { link })).toMatchObject({ failure: { class: 'notFound' } });
  });
});

describe('deltas', () => {
  it('list everything first, in pages of 200, then only what changed and what went', async () => {
    const ids = seedContacts(401);
    const first = await readRound({ folder });
    expect(first.pages.map(({ changed }) => changed.length)).toEqual([200, 200, 1]);
    expect(new Set(first.pages.flatMap(({ changed }) => changed.map(({ id }) => id)))).toEqual(new Set(ids));
    hands.editContact(ids[3] as string, { surname: 'Changed' });
    hands.deleteContact(ids[4] as string);
    hands.moveContact(ids[5] as string, 'Contacts');
    const second = await readRound({ link: first.link });
    expect(second.pages.flatMap(({ changed }) => changed.map(({ id }) => id))).toEqual([ids[3]]);
    expect(second.pages.flatMap(({ removed }) => removed).sort()).toEqual([ids[4], ids[5]].sort());
    expect((await readRound({ link: second.link })).pages).toMatchObject([{ changed: [], removed: [] }]);
  });

  it('keep immutable ids, so that a contact moved out can still be read', async () => {
    const [id] = seedContacts(1) as [ExchangeContactId];
    await readRound({ folder });
    hands.moveContact(id, 'Contacts');
    expect((await readOne(id)).parentFolderId).not.toBe(folder);
  });

  it('ask for a new round when the link has expired or is garbled', async () => {
    const { link } = await readRound({ folder });
    tenant.expireDeltaTokens();
    expect(await exchange.readDelta(mailbox, { link })).toMatchObject({ failure: { class: 'needsResync' } });
    const garbled = link.replace(/deltatoken=.*/, 'deltatoken=nonsense');
    expect(await exchange.readDelta(mailbox, { link: garbled })).toMatchObject({ failure: { class: 'needsResync' } });
  });

  it.each(['deltaEmptyFirstPage', 'deltaRepeatsItems'])('stay complete with the switch %s', async (name) => {
    const ids = seedContacts(201);
    tenant.setSwitch(name, true);
    const { pages } = await readRound({ folder });
    expect(new Set(pages.flatMap(({ changed }) => changed.map(({ id }) => id)))).toEqual(new Set(ids));
  });
});

describe('contacts', () => {
  it('are made, read and found again by their stamp', async () => {
    const bodies = Array.from({ length: 45 }, (_, index) => ({
      ...{ givenName: 'Ann', surname: `Nr ${index}`, emailAddresses: [{ address: `ann${index}@example.com` }] },
      singleValueExtendedProperties: [
        { id: stampPropertyId, value: `1;org;rec${index};aB${index};1` },
        { id: otherTelephone, value: `+1 ${index}` },
      ],
    }));
    const mark = world.calls.mark();
    const made = (await exchange.createContacts(mailbox, folder, bodies)).map(valueOf);
    expect(made.map(({ surname }) => surname)).toEqual(bodies.map(({ surname }) => surname));
    expect(world.calls.counts('exchange', { since: mark })).toMatchObject({ requests: 3, subRequests: 45 });

    const ids = made.map(({ id }) => id as ExchangeContactId);
    const read = await exchange.readContacts(mailbox, ids, folder);
    expect(valueOf(read.folder ?? undefined).displayName).toBe('Salesforce_Sync');
    expect(read.contacts.map((outcome) => valueOf(outcome).id)).toEqual(ids);
    expect(valueOf(read.contacts[7]).singleValueExtendedProperties).toHaveLength(2);

    const found = await exchange.findByStamp(mailbox, folder, [
      '1;org;rec9;aB9;1',
      '1;org;rec9;AB9;1',
      "it's not there",
    ]);
    expect(found.map((outcome) => valueOf(outcome).map(({ id }) => id))).toEqual([[ids[9]], [], []]);
  });

  it('show their stamps in a listing, page by page', async () => {
    tenant.setSwitch('unsetStrings', 'null');
    const plain = seedContacts(501);
    const stamped = hands.createContact(folder, { surname: 'Marked' }, { [stampPropertyId]: '1;o;r;i;1' });
    const first = valueOf(await exchange.listStamps(mailbox, { folder }));
    expect(first.items).toHaveLength(500);
    const second = valueOf(await exchange.listStamps(mailbox, { link: first.nextLink ?? '' }));
    expect(second.nextLink).toBeNull();
    const all = [...first.items, ...second.items];
    expect(all.filter(({ stamp }) => stamp !== null)).toMatchObject([{ id: stamped, stamp: '1;o;r;i;1' }]);
    expect(all).toHaveLength(plain.length + 1);
    expect(all.every(({ version }) => version.length > 10)).toBe(true);
  });

  it('are changed only while their version is the one that was read', async () => {
    const [id, other] = seedContacts(2) as [ExchangeContactId, ExchangeContactId];
    const [before, otherBefore] = [await readOne(id), await readOne(other)];
    hands.editContact(id, { surname: 'Quicker' });
    const writes = [before, otherBefore].map(({ id: itemId, changeKey }) => ({
      ...{ id: itemId as ExchangeContactId, version: changeKey ?? '', body: { jobTitle: 'Boss' } },
    }));
    const [late, fine] = await exchange.updateContacts(mailbox, writes);
    expect(late).toMatchObject({ failure: { class: 'conflict' } });
    expect(valueOf(fine)).toMatchObject({ id: other, jobTitle: 'Boss' });
    expect(valueOf(fine).changeKey).not.toBe(otherBefore.changeKey);
    expect((await readOne(id)).jobTitle).not.toBe('Boss');
  });

  it('are deleted only in the version that was read; gone already is as good', async () => {
    const ids = seedContacts(3) as [ExchangeContactId, ExchangeContactId, ExchangeContactId];
    const items = await Promise.all(ids.map(async (id) => ({ id, version: (await readOne(id)).changeKey ?? '' })));
    hands.editContact(ids[1], { surname: 'Edited' });
    hands.deleteContact(ids[2]);
    const outcomes = await exchange.deleteContacts(mailbox, items);
    expect(outcomes).toMatchObject([{ ok: true }, { failure: { class: 'conflict' } }, { ok: true }]);
    const { contacts } = await exchange.readContacts(mailbox, ids);
    expect(contacts).toMatchObject([
      { failure: { class: 'notFound' } },
      { ok: true },
      { failure: { class: 'notFound' } },
    ]);
  });

  it('that are refused name the property and nothing that stands in it', async () => {
    const address = { address: 'jane.canary@example.com' };
    const bodies = [{ givenName: 'Jane', emailAddresses: [address, address, address, address] }, { givenName: 'Ann' }];
    const [refused, fine] = await exchange.createContacts(mailbox, folder, bodies);
    expect(refused).toEqual({
      ok: false,
      failure: { class: 'invalid', code: 'ErrorInvalidProperty', fields: ['emailAddresses'] },
    });
    expect(fine).toMatchObject({ ok: true });
  });

  it('are nothing to ask for when there are none', async () => {
    const mark = world.calls.mark();
    expect(await exchange.readContacts(mailbox, [])).toEqual({ contacts: [], folder: null });
    expect(await exchange.createContacts(mailbox, folder, [])).toEqual([]);
    expect(world.calls.since(mark)).toHaveLength(0);
  });
});
