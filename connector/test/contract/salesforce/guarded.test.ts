// Updates that must not overwrite an edit made since the record was read, tried over HTTP.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toInstant, type SalesforceContactId } from '../../../src/core/model.js';
import { valueOf } from '../../support/outcome.js';
import { startTestOrg, type TestOrg } from './org.js';

let stage: TestOrg;
beforeEach(async () => {
  stage = await startTestOrg();
});
afterEach(() => stage.stop());

/** So many contacts of the rep, as they were read; then a person edits the second of them. */
async function readAndEdited(count: number) {
  const ids = Array.from({ length: count }, (_, index) => {
    const fields = { OwnerId: stage.rep.id, LastName: `Last${index}` };
    return stage.backstage.seed('Contact', fields) as SalesforceContactId;
  });
  const rows = valueOf(await stage.rep.org.readContacts(ids, ['SystemModstamp']));
  const versions = new Map(rows.map((row) => [row.Id, toInstant(String(row['SystemModstamp']))]));
  stage.world.clock.advance(5_000);
  const edit = { kind: 'update', object: 'Contact', id: ids[1] ?? '', fields: { Title: 'theirs' } } as const;
  stage.backstage.act(stage.rep.username, edit);
  return ids.map((id) => ({ id, version: versions.get(id) ?? '', fields: { Title: 'ours' } }));
}

const titles = async (ids: readonly SalesforceContactId[]): Promise<readonly unknown[]> => {
  const rows = valueOf(await stage.rep.org.readContacts(ids, ['Title']));
  const byId = new Map(rows.map((row) => [row.Id, row['Title']]));
  return ids.map((id) => byId.get(id));
};

describe('an update of contacts', () => {
  it.each([3, 40])('(%d at once) leaves alone what somebody edited since it was read', async (count) => {
    const updates = await readAndEdited(count);
    stage.callsMade();
    const outcomes = await stage.rep.org.updateContacts(updates);
    const refused = outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.failure));
    const faster = { class: 'conflict', code: 'PRECONDITION_FAILED' };
    expect(refused).toEqual(updates.map((_, index) => (index === 1 ? expect.objectContaining(faster) : 'done')));
    expect(stage.callsMade()).toHaveLength(count > 25 ? 2 : 1);
    const written = updates.map((_, index) => (index === 1 ? 'theirs' : 'ours'));
    expect(await titles(updates.map(({ id }) => id))).toEqual(written);
  });

  it('says when Salesforce answered, by its own clock', async () => {
    const [update] = await readAndEdited(2);
    const [outcome] = await stage.rep.org.updateContacts(update === undefined ? [] : [update]);
    const nowMs = Math.floor(stage.world.clock.nowMs() / 1_000) * 1_000;
    expect(outcome).toEqual({ ok: true, value: { id: update?.id, answeredAtMs: nowMs } });
  });

  it('tells the parts that were refused for another reason, and repeats a locked one alone', async () => {
    const updates = await readAndEdited(4);
    const account = stage.backstage.seed('Account', { Name: 'Held', OwnerId: stage.rep.id });
    stage.backstage.setSwitch('lockedAccounts', [account]);
    const odd = updates.map((update, index) => {
      if (index === 2) return { ...update, fields: { Email: 'no address' } };
      return index === 3 ? { ...update, fields: { AccountId: account } } : update;
    });
    const outcomes = await stage.rep.org.updateContacts(odd);
    expect(outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.failure.code))).toEqual([
      'done',
      'PRECONDITION_FAILED',
      'INVALID_EMAIL_ADDRESS',
      'UNABLE_TO_LOCK_ROW',
    ]);
    expect(stage.waits).toEqual([1_000]);
  });
});
