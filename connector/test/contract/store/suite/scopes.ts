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

  it('knows nobody at first, and makes a row with defaults when something is saved', async () => {
    expect(await store().readScope(ada)).toBeNull();
    await store().saveScope(ada, {});
    expect(await store().readScope(ada)).toMatchObject({
      person: ada,
      dueAtMs: null,
      runNo: 0,
      leaseUntilMs: null,
      changeSeq: 0,
      contactCursor: null,
      evidence: { mailbox: 'NOT_LOOKED_UP_YET', contacts: 'NOT_STARTED', progress: 0 },
    });
    expect(await store().readScope(ada)).toMatchObject({
      calendarId: null,
      calendarCheckedAtMs: null,
      eventCursor: null,
      eventCursorMadeMs: null,
      lastEventSuccessMs: null,
      eventSettingsFingerprint: null,
      evidence: { events: 'NOT_STARTED', missingEventPermissions: [], eventProgress: 0 },
    });
  });

  it('gives back all that was saved and leaves alone what was not named', async () => {
    const change = {
      mailboxId: 'c0ffee00-0000-4000-8000-000000000001' as MailboxId,
      folderId: 'AAMkADfolder=' as FolderId,
      dueAtMs: nowMs,
      priority: 1,
      contactCursor: 'https://graph.microsoft.com/v1.0/next?$deltatoken=a%20b',
      changeSeq: 2 ** 40,
      lastFullListingMs: nowMs - 3,
      folderCheckedAtMs: nowMs - 2,
      lastSuccessMs: nowMs - 1,
      settingsFingerprint: 'abc',
      calendarId: 'AAMkADcalendar=' as CalendarId,
      calendarCheckedAtMs: nowMs - 7,
      eventCursor: 'https://graph.microsoft.com/v1.0/next?$deltatoken=c%20d',
      eventCursorMadeMs: nowMs - 6,
      lastEventSuccessMs: nowMs - 5,
      eventSettingsFingerprint: 'ghi',
      evidence: {
        mailbox: 'FOUND',
        person: 'MISSING_PERMISSION',
        folder: 'RENAMED',
        contacts: 'FIRST_SYNC',
        missingPermissions: ['Contacts.ReadWrite', 'Create on Contact'],
        progress: 12.5,
        events: 'WAITING_FOR_APPROVAL',
        missingEventPermissions: ['Calendars.Read', 'Create on Event'],
        eventProgress: 37.5,
      },
      reportedDigest: 'def',
    } as const;
    await store().saveScope(ada, change);
    expect(await store().readScope(ada)).toEqual({ person: ada, runNo: 0, leaseUntilMs: null, ...change });
    await store().saveScope(ada, { contactCursor: null });
    await store().saveScope(ada, {});
    expect(await store().readScope(ada)).toEqual({
      person: ada,
      runNo: 0,
      leaseUntilMs: null,
      ...change,
      contactCursor: null,
    });
  });

  peoplePromises(store);
}

function peoplePromises(store: () => StorePort): void {
  it('keeps one row when two processes save a new person at the same time', async () => {
    await Promise.all([
      store().saveScope(ada, { changeSeq: 5 }),
      store().saveScope(ada, { lastSuccessMs: nowMs }),
      store().saveScope(ada, { settingsFingerprint: 'x' }),
    ]);
    expect(await store().readScopes()).toHaveLength(1);
    expect(await store().readScope(ada)).toMatchObject({
      changeSeq: 5,
      lastSuccessMs: nowMs,
      settingsFingerprint: 'x',
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
