import { beforeEach, describe, expect, it } from '@jest/globals';
import { configurationFromRow } from '../../core/settings/configuration.js';
import type { NewEventLink } from '../../ports/event-store.js';
import { toInstant, type ExchangeEventId, type PersonId, type SalesforceEventId } from '../../core/model.js';
import type { ReasonCode } from '../../core/reasons.js';
import type { Finding, RunCommit, Scope, ScopeEvidence, StorePort } from '../../ports/store.js';
import { createMemoryStore } from '../../store/memory/store.js';
import type { SyncPerson } from '../part/services.js';
import { digestOf, reportOf, type PersonReport } from './report.js';

const person = '005000000000001AAA' as PersonId;
const nowMs = Date.parse('2026-11-22T14:00:00Z');
const minuteMs = 60_000;
const subject: SyncPerson = {
  user: {
    id: person,
    username: 'mira@company.example',
    email: 'mira@company.example',
    profileId: '00e000000000001AAA',
    isActive: true,
    isFrozen: false,
  },
  configuration: configurationFromRow({ Id: 'a01000000000001AAA', Name: 'Sales', Active__c: true }),
  companyDomains: ['company.example'],
};
let store: StorePort;

beforeEach(async () => {
  store = createMemoryStore();
  await store.saveScope(person, { dueAtMs: nowMs });
});

async function commit(change: Omit<RunCommit, 'person' | 'runNo'>): Promise<void> {
  const scope = await store.startRun(person, nowMs, minuteMs);
  const runNo = scope?.runNo ?? 0;
  expect(await store.commitRun({ person, runNo, ...change })).toBe(true);
  await store.endRun(person, runNo, nowMs);
}

function found(object: 'Contact' | 'Event', itemId: string, reason: ReasonCode) {
  const finding: Finding = {
    person,
    object,
    side: 'exchange',
    itemId,
    reason,
    fields: [],
    firstAtMs: nowMs,
    lastAtMs: nowMs,
    attempts: 1,
    retryAtMs: null,
    version: '',
    matchKeys: [],
  };
  return { object, side: finding.side, itemId, found: [finding] };
}

function eventLink(number: number, more: Partial<NewEventLink> = {}): NewEventLink {
  return {
    person,
    salesforceId: `00U00000000000${number}AAA` as SalesforceEventId,
    exchangeId: `event ${number}` as ExchangeEventId,
    exchangeVersion: '',
    settled: new Uint8Array(48),
    formVersion: 1,
    state: 'linked',
    meetingKey: String(number).repeat(64),
    startsAtMs: nowMs,
    endsAtMs: nowMs + minuteMs,
    ...more,
  };
}

/** What is told of a person whose stored row says this. */
async function told(
  change: Partial<Omit<Scope, 'evidence'>> & { readonly evidence?: Partial<ScopeEvidence> },
  atMs = nowMs,
  of: SyncPerson | null = subject,
): Promise<PersonReport> {
  const scope = await store.readScope(person);
  if (scope === null) throw new Error('there is no row');
  return reportOf(store, of, { ...scope, ...change, evidence: { ...scope.evidence, ...change.evidence } }, atMs);
}

describe('the status of a person', () => {
  it('says that nothing has begun before the first run', async () => {
    const { status, issues } = await told({});
    expect(status).toMatchObject({
      contactState: 'NOT_STARTED',
      eventState: 'NOT_STARTED',
      eventsSynced: 0,
      eventProgress: 0,
      lastEventSuccess: null,
    });
    expect(issues).toEqual([]);
  });

  it('counts contacts and events apart', async () => {
    await commit({
      newEventLinks: [eventLink(1), eventLink(2), eventLink(3, { state: 'leftSelection' })],
      findings: [
        found('Contact', 'c1', 'MOVED_OUT'),
        found('Contact', 'c2', 'EMAIL_SHARED'),
        found('Contact', 'c3', 'IN_DOUBT'),
        found('Event', 'e1', 'NOT_IN_DIRECTION'),
        found('Event', 'e2', 'NOT_IN_DIRECTION'),
        found('Event', 'e3', 'REMOVED_BY_PERSON'),
        found('Event', 'e4', 'RETRY_LATER'),
        found('Event', 'e5', 'RETRY_LATER'),
        found('Event', 'e6', 'VALIDATION_RULE'),
      ],
    });
    expect((await told({})).status).toMatchObject({
      contactsSynced: 0,
      contactsWaiting: 1,
      contactsLeftOut: 1,
      contactIssues: 1,
      leftOutByReason: { MOVED_OUT: 1 },
      eventsSynced: 2,
      eventsWaiting: 2,
      eventsLeftOut: 3,
      eventIssues: 1,
      eventsLeftOutByReason: { NOT_IN_DIRECTION: 2, REMOVED_BY_PERSON: 1 },
    });
  });

  it('judges contacts and events each by their own evidence, success and issues', async () => {
    await commit({ findings: [found('Event', 'e1', 'VALIDATION_RULE')] });
    const bothFine = {
      evidence: { contacts: 'DONE', events: 'DONE' },
      lastSuccessMs: nowMs,
      lastEventSuccessMs: nowMs,
    };
    const stateOf = async (...given: Parameters<typeof told>) => {
      const { contactState, eventState } = (await told(...given)).status;
      return [contactState, eventState];
    };
    expect(await stateOf(bothFine)).toEqual(['IN_SYNC', 'IN_SYNC_WITH_ISSUES']);
    expect(await stateOf({ ...bothFine, lastEventSuccessMs: nowMs - 31 * minuteMs })).toEqual(['IN_SYNC', 'DELAYED']);
    expect(await stateOf({ ...bothFine, lastEventSuccessMs: null })).toEqual(['IN_SYNC', 'FIRST_SYNC']);
    expect(await stateOf({ ...bothFine, evidence: { contacts: 'STOPPED', events: 'PAUSED' } })).toEqual([
      'ACTION_NEEDED',
      'PAUSED',
    ]);
    expect(await stateOf(bothFine, nowMs, null)).toEqual(['PAUSED', 'PAUSED']);
  });

  it('tells progress, last success and the next run', async () => {
    const { status } = await told({
      evidence: { progress: 40, eventProgress: 70 },
      lastSuccessMs: nowMs - 2 * minuteMs,
      lastEventSuccessMs: nowMs - minuteMs,
      dueAtMs: nowMs + minuteMs,
    });
    expect(status).toMatchObject({
      progress: 40,
      eventProgress: 70,
      lastSuccess: toInstant(nowMs - 2 * minuteMs),
      lastEventSuccess: toInstant(nowMs - minuteMs),
      nextRun: toInstant(nowMs + minuteMs),
    });
  });

  it('names once what contacts and events lack, and says so where contacts alone would be fine', async () => {
    const missing = { missingPermissions: ['API Enabled'], missingEventPermissions: ['API Enabled', 'Edit Events'] };
    const { status } = await told({ evidence: { person: 'OK', ...missing } });
    expect(status.missingPermissions).toEqual(['API Enabled', 'Edit Events']);
    expect(status.personState).toBe('MISSING_PERMISSION');
    const onlyContacts = { missingPermissions: ['API Enabled'], missingEventPermissions: [] };
    expect((await told({ evidence: { person: 'OK', ...onlyContacts } })).status.personState).toBe('OK');
  });

  it('keeps what is worse of a person than a missing permission', async () => {
    const { status } = await told({ evidence: { person: 'FROZEN', missingEventPermissions: ['Edit Events'] } });
    expect(status.personState).toBe('FROZEN');
    const left = await told({ evidence: { person: 'OK', missingEventPermissions: ['Edit Events'] } }, nowMs, null);
    expect(left.status.personState).toBe('NO_CONFIGURATION');
  });
});

describe('the digest of a report', () => {
  const fine = { evidence: { contacts: 'DONE', events: 'DONE' }, lastSuccessMs: nowMs, lastEventSuccessMs: nowMs };

  it('stays when times alone move', async () => {
    const later = { ...fine, lastSuccessMs: nowMs + 1, lastEventSuccessMs: nowMs + 2, dueAtMs: nowMs + 900_000 };
    expect(digestOf(await told(later, nowMs + minuteMs))).toBe(digestOf(await told(fine)));
  });

  it.each<[string, { readonly evidence: Partial<ScopeEvidence> }]>([
    ['the state of events', { evidence: { ...fine.evidence, events: 'HELD' } }],
    ['the progress of events', { evidence: { ...fine.evidence, eventProgress: 50 } }],
    ['what the person lacks for events', { evidence: { ...fine.evidence, missingEventPermissions: ['Edit Events'] } }],
  ])('moves with %s', async (_what, change) => {
    expect(digestOf(await told({ ...fine, ...change }))).not.toBe(digestOf(await told(fine)));
  });

  it('moves with one more event, and with one more issue', async () => {
    const before = digestOf(await told(fine));
    await commit({ newEventLinks: [eventLink(1)] });
    const withEvent = digestOf(await told(fine));
    await commit({ findings: [found('Event', 'e1', 'VALIDATION_RULE')] });
    expect(new Set([before, withEvent, digestOf(await told(fine))]).size).toBe(3);
  });
});
