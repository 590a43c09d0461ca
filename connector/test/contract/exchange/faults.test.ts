// The adapter for Exchange against the emulated one when things go wrong, and when the real service differs from what
// we assume.
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ExchangeTenant, OutlookHands } from '../../../../emulator/src/parts.js';
import type { World } from '../../../../emulator/src/world.js';
import { stampPropertyId } from '../../../src/core/contact/stamp.js';
import type { ExchangeContactId, FolderId, MailboxId } from '../../../src/core/model.js';
import type { Exchange } from '../../../src/exchange/exchange.js';
import { selfSignedCertificate } from '../../support/certificate.js';
import { clientId, roles, startEmulatedExchange, type EmulatedExchange } from '../../support/emulated-exchange.js';
import { valueOf } from '../../support/outcome.js';
import type { TestClock } from '../../support/clock.js';

let emulated: EmulatedExchange;
let world: World;
let tenant: ExchangeTenant;
let hands: OutlookHands;
let exchange: Exchange;
let mailbox: MailboxId;
let folder: FolderId;
let clock: TestClock;

beforeEach(async () => {
  emulated = await startEmulatedExchange();
  ({ world, tenant, hands, exchange, mailbox, folder, clock } = emulated);
});
afterEach(() => emulated.close());

const seedContacts = (count: number) => emulated.seedContacts(count);
const readOne = (id: ExchangeContactId) => emulated.readOne(id);
const readRound = (from: Parameters<Exchange['readDelta']>[1]) => emulated.readRound(from);

describe('faults', () => {
  it('are waited out when every tenth write is throttled, and each contact is made once', async () => {
    world.faults.add({
      ...{ system: 'exchange', method: 'POST', routeIncludes: '/contacts', everyNth: 10 },
      effect: { kind: 'answer', status: 429, headers: { 'Retry-After': '2' } },
    });
    const bodies = Array.from({ length: 100 }, (_, index) => ({ givenName: 'Ann', surname: `Nr ${index}` }));
    const outcomes = await exchange.createContacts(mailbox, folder, bodies);
    expect(outcomes.map((outcome) => valueOf(outcome).surname)).toEqual(bodies.map(({ surname }) => surname));
    expect(valueOf(await exchange.listStamps(mailbox, { folder })).items).toHaveLength(100);
    expect(clock.waits.every((waitMs) => waitMs === 2_000)).toBe(true);
    expect(clock.waits.length).toBeGreaterThan(0);
  });

  it('leave a write in doubt when the answer was lost, and the rest is written', async () => {
    world.faults.add({ ...{ system: 'exchange', routeIncludes: '/$batch', times: 1 }, effect: { kind: 'cutAfter' } });
    const bodies = Array.from({ length: 30 }, (_, index) => ({ givenName: 'Ann', surname: `Nr ${index}` }));
    const outcomes = await exchange.createContacts(mailbox, folder, bodies);
    const lost = outcomes.slice(0, 20);
    expect(lost.every((outcome) => !outcome.ok && outcome.failure.isInDoubt === true)).toBe(true);
    expect(outcomes.slice(20).every(({ ok }) => ok)).toBe(true);
    expect(valueOf(await exchange.listStamps(mailbox, { folder })).items).toHaveLength(30);
  });

  it.each([503, 504])('of status %d on a part leave a write in doubt and repeat a read', async (status) => {
    world.faults.add({
      ...{ system: 'exchange', routeIncludes: '/contacts', times: 1 },
      effect: { kind: 'answer', status },
    });
    const [outcome] = await exchange.createContacts(mailbox, folder, [{ givenName: 'Ann' }]);
    expect(outcome).toMatchObject({ failure: { class: 'transient', isInDoubt: true } });
    const [id] = seedContacts(1) as [ExchangeContactId];
    world.faults.add({
      ...{ system: 'exchange', routeIncludes: '/contacts', times: 2 },
      effect: { kind: 'answer', status },
    });
    expect((await readOne(id)).id).toBe(id);
  });

  it('never make more than four requests to one mailbox at a time', async () => {
    const ids = seedContacts(60);
    world.latencyMs = 2;
    const reads = [exchange.readContacts(mailbox, ids), exchange.readContacts(mailbox, ids, folder)];
    const singles = Array.from({ length: 12 }, () => exchange.readFolder(mailbox, folder));
    await Promise.all([...reads, ...singles]);
    expect(world.calls.mostInFlight()[mailbox]).toBe(4);
    expect(world.calls.counts('exchange').byStatus['429']).toBeUndefined();
  });
});

describe('tokens', () => {
  it('come by certificate as well', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const certificate = selfSignedCertificate(pem, 'Exchange Sync', new Date());
    tenant.addApp({ clientId, certificatePem: certificate, roles });
    exchange = emulated.adapter({ credential: { kind: 'certificate', certificate, privateKey: pem } });
    expect(await exchange.probeMailbox(mailbox)).toEqual({ ok: true, value: null });
  });

  it('are asked for once, and again when Exchange says that they have expired', async () => {
    await Promise.all(Array.from({ length: 5 }, () => exchange.probeMailbox(mailbox)));
    expect(world.calls.counts('microsoft-token').requests).toBe(1);
    world.clock.advance(3_600_000);
    expect(await exchange.probeMailbox(mailbox)).toEqual({ ok: true, value: null });
    expect(world.calls.counts('microsoft-token').requests).toBe(2);
  });

  it('that are refused are a failure of the whole system, with the number of the refusal', async () => {
    exchange = emulated.adapter({ credential: { kind: 'secret', secret: 'wrong' } });
    expect(await exchange.probeMailbox(mailbox)).toMatchObject({
      failure: { class: 'auth', code: 'AADSTS7000215', isSystemWide: true },
    });
    await exchange.probeMailbox(mailbox);
    expect(world.calls.counts('microsoft-token').requests).toBe(1);
    clock.advance(60_001);
    await exchange.probeMailbox(mailbox);
    expect(world.calls.counts('microsoft-token').requests).toBe(2);
  });
});

describe('whatever the real service turns out to do', () => {
  it.each([
    ['linkForm', 'slash'],
    ['goneCarriesLocation', true],
    ['deltaPagesAgeTokens', true],
  ])('deltas work with the switch %s = %s', async (name, value) => {
    tenant.setSwitch(name, value);
    const ids = seedContacts(250);
    const { link } = await readRound({ folder });
    hands.deleteContact(ids[0] as string);
    expect((await readRound({ link })).pages.flatMap(({ removed }) => removed)).toEqual([ids[0]]);
    tenant.expireDeltaTokens();
    expect(await exchange.readDelta(mailbox, { link })).toMatchObject({ failure: { class: 'needsResync' } });
  });

  it.each(['asWritten', 'normalised'])('stamps are found with extended property ids %s', async (form) => {
    tenant.setSwitch('extendedPropertyIds', form);
    const stamped = hands.createContact(folder, { surname: 'Marked' }, { [stampPropertyId]: '1;o;r;i;1' });
    expect(valueOf(await exchange.listStamps(mailbox, { folder })).items).toMatchObject([{ stamp: '1;o;r;i;1' }]);
    const [found] = await exchange.findByStamp(mailbox, folder, ['1;o;r;i;1']);
    expect(valueOf(found).map(({ id }) => id)).toEqual([stamped]);
  });

  it('an unknown mailbox is one, under either code', async () => {
    tenant.setSwitch('unknownUserAnswer', 'ResourceNotFound');
    const stranger = '00000000-0000-4000-8000-000000000000' as MailboxId;
    expect(await exchange.probeMailbox(stranger)).toMatchObject({ failure: { code: 'MAILBOX_NOT_FOUND' } });
    const { contacts } = await exchange.readContacts(stranger, ['AAkALgx' as ExchangeContactId]);
    expect(contacts).toMatchObject([{ failure: { class: 'permission', code: 'MAILBOX_NOT_FOUND' } }]);
  });
});

it('says nothing of anybody in logs', async () => {
  world.faults.add({ ...{ routeIncludes: '/users', times: 3 }, effect: { kind: 'answer', status: 429 } });
  await exchange.findMailbox('jane.canary@example.com');
  await exchange.createContacts(mailbox, folder, [{ surname: 'Canary' }]);
  expect(emulated.logged.length).toBeGreaterThan(0);
  expect(emulated.logged.join('\n')).not.toMatch(/canary/i);
});
