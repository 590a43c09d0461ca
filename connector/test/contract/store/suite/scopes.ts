// Promises about people and about what is due. Part of store.contract.ts.
import { expect, it } from '@jest/globals';
import type { CalendarId, FolderId, MailboxId } from '../../../../src/core/model.js';
import type { StorePort } from '../../../../src/ports/store.js';
import { ada, ben, minuteMs, nowMs, personId, startedRun } from '../samples.js';

const installation = { id: 'one', orgId: '00D', tenantId: 't', hashKeyFingerprint: 'f' } as unknown as Parameters<
  StorePort['writeInstallation']
>[0];

export function scopePromises(store: () => StorePort): void {
  it('remembers the first installation and answers it to whoever comes second', async () => {
    expect(await store().readInstallation()).toBeNull();
    expect(await store().writeInstallation(installation)).toEqual(installation);
    expect(await store().writeInstallation({ ...installation, id: 'two' })).toEqual(installation);
    expect(await store().readInstallation()).toEqual(installation);
  });

  it('knows nobody at first, and makes a row and its parts with defaults when something is saved', async () => {
    expect(await store().readScope(ada)).toBeNull();
    await store().saveScope(ada, {});
    const part = {
      cursor: null,
      listedAtMs: null,
      changeSeq: 0,
      placeId: null,
      placeCheckedAtMs: null,
      lastSuccessMs: null,
      settingsHash: null,
      accessMask: null,
      isRecheck: false,
      state: 'NOT_STARTED',
      progress: 0,
      missingPermissions: [],
    };
    expect(await store().readScope(ada)).toEqual({
      person: ada,
      mailboxId: null,
      dueAtMs: null,
      priority: 2,
      runNo: 0,
      leaseUntilMs: null,
      evidence: { mailbox: 'NOT_LOOKED_UP_YET', person: 'OK', folder: 'OK' },
      told: null,
      parts: { Contact: part, Event: part },
    });
  });

  const change = {
    mailboxId: 'c0ffee00-0000-4000-8000-000000000001' as MailboxId,
    dueAtMs: nowMs,
    priority: 1,
    evidence: { mailbox: 'FOUND', person: 'FROZEN', folder: 'RENAMED' },
    told: { digest: 'def', issueKeys: ['b', 'a "quoted", key'] },
    parts: {
      Contact: {
        cursor: 'https://graph.microsoft.com/v1.0/next?$deltatoken=a%20b',
        listedAtMs: nowMs - 3,
        changeSeq: 2 ** 40,
        placeId: 'AAMkADfolder=' as FolderId,
        placeCheckedAtMs: nowMs - 2,
        lastSuccessMs: nowMs - 1,
        settingsHash: 'abc',
        accessMask: 'ff01',
        isRecheck: false,
        state: 'RUNNING',
        progress: 12.5,
        missingPermissions: ['Contacts.ReadWrite', 'Create on Contact'],
      },
      Event: {
        cursor: 'https://graph.microsoft.com/v1.0/next?$deltatoken=c%20d',
        listedAtMs: nowMs - 6,
        changeSeq: 0,
        placeId: 'AAMkADcalendar=' as CalendarId,
        placeCheckedAtMs: nowMs - 7,
        lastSuccessMs: nowMs - 5,
        settingsHash: 'ghi',
        accessMask: null,
        isRecheck: true,
        state: 'HELD',
        progress: 37.5,
        missingPermissions: ['Calendars.Read', 'Create on Event'],
      },
    },
  } as const;
  const saved = { person: ada, runNo: 0, leaseUntilMs: null, ...change };

  it('gives back all that was saved at once, and all that was saved one after the other', async () => {
    await store().saveScope(ada, change);
    expect(await store().readScope(ada)).toEqual(saved);
    expect(await store().readScopes()).toEqual([saved]);
    const { parts, ...own } = change;
    await store().saveScope(ben, {});
    await store().saveScope(ben, own);
    await store().saveScope(ben, { parts: { Event: parts.Event } });
    await store().saveScope(ben, { parts: { Contact: parts.Contact } });
    expect(await store().readScope(ben)).toEqual({ ...saved, person: ben });
    expect(await store().readScope(ada)).toEqual(saved);
  });

  it('leaves alone what was not named: of the person, of the evidence and of each part', async () => {
    await store().saveScope(ada, change);
    await store().saveScope(ada, {});
    await store().saveScope(ada, { parts: {} });
    await store().saveScope(ada, { evidence: {}, parts: { Contact: {} } });
    expect(await store().readScope(ada)).toEqual(saved);
    await store().saveScope(ada, { evidence: { folder: 'MISSING' }, parts: { Contact: { cursor: null } } });
    const { parts } = change;
    const expected = {
      ...saved,
      evidence: { ...change.evidence, folder: 'MISSING' },
      parts: { ...parts, Contact: { ...parts.Contact, cursor: null } },
    };
    expect(await store().readScope(ada)).toEqual(expected);
    await store().saveScope(ada, { told: null, mailboxId: null });
    expect(await store().readScope(ada)).toEqual({ ...expected, told: null, mailboxId: null });
  });

  peoplePromises(store);
}

function peoplePromises(store: () => StorePort): void {
  it('keeps one row when several processes save a new person at the same time', async () => {
    await Promise.all([
      store().saveScope(ada, { parts: { Contact: { changeSeq: 5 } } }),
      store().saveScope(ada, { parts: { Contact: { lastSuccessMs: nowMs }, Event: { cursor: 'e' } } }),
      store().saveScope(ada, { parts: { Event: { settingsHash: 'x' } } }),
      store().saveScope(ada, { told: { digest: 'd', issueKeys: [] } }),
    ]);
    expect(await store().readScopes()).toHaveLength(1);
    expect(await store().readScope(ada)).toMatchObject({
      told: { digest: 'd', issueKeys: [] },
      parts: { Contact: { changeSeq: 5, lastSuccessMs: nowMs }, Event: { cursor: 'e', settingsHash: 'x' } },
    });
  });

  it('lists people in the order of their ids', async () => {
    for (const person of [personId(3), ada, ben]) await store().saveScope(person, {});
    expect((await store().readScopes()).map((scope) => scope.person)).toEqual([ada, ben, personId(3)]);
  });

  duePromises(store);
}

function duePromises(store: () => StorePort): void {
  it('makes people due earlier and sooner, never later', async () => {
    await store().saveScope(ada, { dueAtMs: nowMs + minuteMs, priority: 2 });
    await store().makeDue([ada], nowMs, 1);
    expect(await store().readScope(ada)).toMatchObject({ dueAtMs: nowMs, priority: 1 });
    await store().makeDue([ada], nowMs + 9 * minuteMs, 2);
    expect(await store().readScope(ada)).toMatchObject({ dueAtMs: nowMs, priority: 1 });
    await store().makeDue([ada], nowMs + minuteMs, 0);
    expect(await store().readScope(ada)).toMatchObject({ dueAtMs: nowMs, priority: 0 });
  });

  it('wakes nobody who is unknown or out of all configurations', async () => {
    await store().saveScope(ada, { dueAtMs: null });
    await store().makeDue([ada, ben], nowMs, 0);
    await store().makeDue([], nowMs, 0);
    expect(await store().readScope(ada)).toMatchObject({ dueAtMs: null, priority: 2 });
    expect(await store().readScope(ben)).toBeNull();
    expect(await store().dueScopes(nowMs, 10)).toEqual([]);
  });

  it('answers who is due: soonest priority first, then the longest waiting, no more than asked for', async () => {
    await store().saveScope(personId(4), { dueAtMs: nowMs - 2, priority: 2 });
    await store().saveScope(personId(3), { dueAtMs: nowMs - 9, priority: 2 });
    await store().saveScope(personId(5), { dueAtMs: nowMs, priority: 0 });
    await store().saveScope(personId(6), { dueAtMs: nowMs + 1, priority: 0 });
    await store().saveScope(personId(7), { dueAtMs: null, priority: 0 });
    expect(await store().dueScopes(nowMs, 10)).toEqual([personId(5), personId(3), personId(4)]);
    expect(await store().dueScopes(nowMs, 2)).toEqual([personId(5), personId(3)]);
  });

  it('leaves out people with a live lease, until it has run out', async () => {
    const { leaseUntilMs } = await startedRun(store());
    expect(await store().dueScopes(nowMs, 10)).toEqual([]);
    expect(await store().dueScopes((leaseUntilMs ?? 0) - 1, 10)).toEqual([]);
    expect(await store().dueScopes(leaseUntilMs ?? 0, 10)).toEqual([ada]);
  });
}
