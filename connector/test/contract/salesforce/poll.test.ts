// Leads and e-mail addresses in the look for changes, and what it does where the org keeps them from the integration
// user. The rest of the look is in salesforce-org.contract.test.ts.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toInstant } from '../../../src/core/model.js';
import type { ChangeCursors, PollAnswer } from '../../../src/ports/salesforce.js';
import { valueOf } from '../../support/outcome.js';
import { startTestOrg, type TestOrg } from './org.js';

let stage: TestOrg;
let start: ChangeCursors;

beforeEach(async () => {
  stage = await startTestOrg();
  stage.world.clock.advance(5_000);
  const cursor = { modifiedAt: toInstant(stage.world.clock.nowMs()), recordId: '' };
  start = { Contact: cursor, Account: cursor, User: cursor, Lead: cursor };
  stage.world.clock.advance(5_000);
  // Signs in, so that the calls counted later are looks alone.
  valueOf(await stage.salesforce.readOrganization());
  stage.callsMade();
});

afterEach(async () => {
  await stage.stop();
});

const integrationSet = 'Exchange_Sync_Connector';
const act = (object: string, fields: Record<string, unknown>) =>
  stage.backstage.act(stage.rep.username, { kind: 'create', object, fields });
const lead = (Email: string | null) => act('Lead', { LastName: 'Lind', Company: 'Lind KG', Email });
const contact = (Email: string | null) => act('Contact', { LastName: 'Kern', Email });
const hide = (object: 'Contact' | 'Lead', email: 'none' | 'read') =>
  stage.backstage.setAccess(integrationSet, object, { fields: { Email: email } });
const letLeads = (isOpen: boolean) =>
  stage.backstage.setAccess(integrationSet, 'Lead', { read: isOpen, viewAll: isOpen });

/** A look once what was done before has settled. */
async function poll(cursors = start, configurations = false): Promise<PollAnswer> {
  stage.world.clock.advance(5_000);
  return valueOf(await stage.salesforce.poll(cursors, { configurations, heartbeat: null }));
}

const idsIn = ({ changes }: PollAnswer) => changes.map(({ recordId }) => recordId).sort();

describe('leads in a look for changes', () => {
  it('are told when they were made, changed, deleted and merged, with the rest in one call', async () => {
    const [made, changed, deleted, winner, loser] = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      lead(`${name}@lind.example`),
    ) as [string, string, string, string, string];
    const first = await poll();
    expect(idsIn(first)).toEqual([made, changed, deleted, winner, loser].sort());
    expect(stage.callsMade()).toEqual(['POST /composite']);
    expect(first.changes[0]).toEqual({
      ...{ object: 'Lead', ownerId: stage.rep.id, accountId: null, isDeleted: false, masterId: null },
      ...{ recordId: expect.any(String), modifiedAt: expect.any(String) },
    });
    const by = stage.rep.username;
    stage.backstage.act(by, { kind: 'update', object: 'Lead', id: changed, fields: { Title: 'Head' } });
    stage.backstage.act(by, { kind: 'delete', object: 'Lead', id: deleted });
    stage.backstage.act(by, { kind: 'merge', object: 'Lead', winner, loser });
    const second = await poll(first.cursors);
    const byId = new Map(second.changes.map((change) => [change.recordId, change]));
    expect([...byId.keys()].sort()).toEqual([changed, deleted, winner, loser].sort());
    expect(byId.get(deleted)).toMatchObject({ object: 'Lead', isDeleted: true, masterId: null });
    expect(byId.get(loser)).toMatchObject({ isDeleted: true, masterId: winner });
    expect((await poll(second.cursors)).changes).toEqual([]);
  });

  it('wait for the next look when configurations come along', async () => {
    const id = lead('ann@lind.example');
    const first = await poll(start, true);
    expect(first.changes).toEqual([]);
    expect(first.cursors.Lead).toEqual(start.Lead);
    expect(idsIn(await poll(first.cursors))).toEqual([id]);
  });
});

describe('addresses in a look for changes', () => {
  it('come in lower case with contacts and leads that have one, and with nothing that is not told yet', async () => {
    const [first, second] = [contact('Ann.Kern@Acme.example'), lead('Ann@Lind.example')];
    const silent = [contact(null), lead(null), act('Account', { Name: 'Acme' })];
    stage.world.clock.advance(5_000);
    const young = contact('late@acme.example');
    const answer = valueOf(await stage.salesforce.poll(start, { configurations: false, heartbeat: null }));
    expect(idsIn(answer)).toEqual([first, second, ...silent].sort());
    expect([...answer.emails]).toEqual([
      [first, 'ann.kern@acme.example'],
      [second, 'ann@lind.example'],
    ]);
    expect([...(await poll(answer.cursors)).emails]).toEqual([[young, 'late@acme.example']]);
  });

  it.each(['Contact', 'Lead'] as const)('are done without where the org hides them: %s', async (object) => {
    hide(object, 'none');
    const ids = { Contact: contact('ann@acme.example'), Lead: lead('ann@lind.example') };
    const answer = await poll();
    expect(idsIn(answer)).toEqual(Object.values(ids).sort());
    const seen = object === 'Contact' ? 'Lead' : 'Contact';
    expect([...answer.emails.keys()]).toEqual([ids[seen]]);
    expect(stage.callsMade()).toEqual(['POST /composite', 'POST /composite']);
  });

  it('are asked for again after an hour, with one call a look until then', async () => {
    hide('Contact', 'none');
    hide('Lead', 'none');
    await poll();
    expect(stage.callsMade()).toHaveLength(2);
    hide('Contact', 'read');
    const id = contact('ann@acme.example');
    const early = await poll();
    expect([...early.emails]).toEqual([]);
    expect(stage.callsMade()).toHaveLength(1);
    stage.world.clock.advance(3_600_000);
    expect([...(await poll()).emails]).toEqual([[id, 'ann@acme.example']]);
    expect(stage.callsMade()).toHaveLength(2);
  });

  it('are hidden from a look with configurations too, which goes on', async () => {
    hide('Contact', 'none');
    const id = contact('ann@acme.example');
    const answer = await poll(start, true);
    expect(idsIn(answer)).toEqual([id]);
    expect(answer.configurationRows).toEqual([]);
  });
});

describe('an org without access to leads', () => {
  it('is looked at without them, and they are caught up with once they may be read', async () => {
    letLeads(false);
    const id = contact('ann@acme.example');
    const missed = lead('ann@lind.example');
    const first = await poll();
    expect(idsIn(first)).toEqual([id]);
    expect(first.cursors.Lead).toEqual(start.Lead);
    expect(stage.callsMade()).toHaveLength(2);
    const second = await poll(first.cursors);
    expect(second.changes).toEqual([]);
    expect(stage.callsMade()).toHaveLength(1);
    letLeads(true);
    stage.world.clock.advance(3_600_000);
    expect(idsIn(await poll(second.cursors))).toEqual([missed]);
  });

  it('that hides the addresses of contacts as well is asked three times at most', async () => {
    letLeads(false);
    hide('Contact', 'none');
    const id = contact('ann@acme.example');
    const answer = await poll();
    expect(idsIn(answer)).toEqual([id]);
    expect(answer.emails.size).toBe(0);
    expect(stage.callsMade().length).toBeLessThanOrEqual(3);
  });

  it('is not mistaken for one without contacts', async () => {
    stage.backstage.setAccess(integrationSet, 'Contact', { read: false, viewAll: false });
    expect(await stage.salesforce.poll(start, { configurations: false, heartbeat: null })).toMatchObject({
      ok: false,
      failure: { class: 'permission', code: 'INVALID_TYPE' },
    });
    expect(stage.callsMade()).toHaveLength(1);
  });
});
