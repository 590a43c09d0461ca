import { beforeEach, describe, expect, it } from '@jest/globals';
import type { NewContactLink, NewEventLink } from '../../core/link.js';
import { configurationFromRow } from '../../core/settings/configuration.js';
import {
  toInstant,
  type ExchangeContactId,
  type ExchangeEventId,
  type PersonId,
  type SalesforceContactId,
  type SalesforceEventId,
} from '../../core/model.js';
import type { ReasonCode } from '../../core/reasons.js';
import { ofEach } from '../../core/status.js';
import type { PersonEvidence, ScopePart } from '../../ports/scope.js';
import type { Finding, RunCommit, StorePort } from '../../ports/store.js';
import { createMemoryStore } from '../../store/memory/store.js';
import type { SyncPerson } from '../part/services.js';
import { digestOf, reportOf, type PersonReport } from './report.js';

const person = '005000000000001AAA' as PersonId;
const nowMs = Date.parse('2026-11-22T14:00:00Z');
const minuteMs = 60_000;
const mira: SyncPerson = {
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

const settled = { salesforce: new Uint8Array(0), exchange: new Uint8Array(48) };
const common = {
  person,
  versions: { salesforce: '', exchange: '' },
  settled,
  formVersion: 1,
  state: 'linked',
} as const;

function contactLink(number: number, more: Partial<NewContactLink> = {}): NewContactLink {
  return {
    ...common,
    object: 'Contact',
    salesforceWrittenAtMs: null,
    ids: {
      salesforce: `00300000000000${number}AAA` as SalesforceContactId,
      exchange: `contact ${number}` as ExchangeContactId,
    },
    settled: { salesforce: new Uint8Array(6), exchange: new Uint8Array(6) },
    memoryKey: `contact ${number}`,
    accountId: null,
    wasInReach: true,
    isStamped: true,
    ...more,
  };
}

function eventLink(number: number, more: Partial<NewEventLink> = {}): NewEventLink {
  return {
    ...common,
    object: 'Event',
    ids: {
      salesforce: `00U00000000000${number}AAA` as SalesforceEventId,
      exchange: `event ${number}` as ExchangeEventId,
    },
    memoryKey: `event ${number}`,
    meetingKey: String(number).repeat(64),
    startsAtMs: nowMs,
    endsAtMs: nowMs + minuteMs,
    ...more,
  };
}

interface Change {
  readonly dueAtMs?: number;
  readonly evidence?: Partial<PersonEvidence>;
  readonly Contact?: Partial<ScopePart>;
  readonly Event?: Partial<ScopePart>;
}

/** What is told of a person whose stored row says this. */
async function told(change: Change, atMs = nowMs, who: SyncPerson | null = mira): Promise<PersonReport> {
  const scope = await store.readScope(person);
  if (scope === null) throw new Error('there is no row');
  const { dueAtMs = scope.dueAtMs } = change;
  const parts = ofEach((object) => ({ ...scope.parts[object], ...change[object] }));
  return reportOf(store, who, { ...scope, dueAtMs, parts, evidence: { ...scope.evidence, ...change.evidence } }, atMs);
}

describe('the status of a person', () => {
  it('says that nothing has begun before the first run', async () => {
    const { status, issues } = await told({});
    expect(status).toMatchObject({
      configurationId: mira.configuration.id,
      mailboxState: 'NOT_LOOKED_UP_YET',
      mailboxAddress: null,
      parts: {
        Contact: { state: 'NOT_STARTED', synced: 0, progress: 0, lastSuccess: null },
        Event: { state: 'NOT_STARTED', synced: 0, progress: 0, lastSuccess: null },
      },
    });
    expect(issues).toEqual([]);
  });

  it('names the address of a mailbox that was found, and no other', async () => {
    expect((await told({ evidence: { mailbox: 'FOUND' } })).status.mailboxAddress).toBe(mira.user.email);
    expect((await told({ evidence: { mailbox: 'NO_ACCESS' } })).status.mailboxAddress).toBeNull();
  });

  it('counts contacts and events apart', async () => {
    await commit({
      newLinks: [
        contactLink(4),
        contactLink(5, { state: 'forgotten' }),
        eventLink(1),
        eventLink(2, { state: 'made' }),
        eventLink(3, { state: 'leftSelection' }),
      ],
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
    expect((await told({})).status.parts).toMatchObject({
      Contact: { synced: 1, waiting: 1, leftOut: 1, issues: 1, leftOutByReason: { MOVED_OUT: 1 } },
      Event: {
        synced: 2,
        waiting: 2,
        leftOut: 3,
        issues: 1,
        leftOutByReason: { NOT_IN_DIRECTION: 2, REMOVED_BY_PERSON: 1 },
      },
    });
  });

  it('judges contacts and events each by their own evidence, success and issues', async () => {
    await commit({ findings: [found('Event', 'e1', 'VALIDATION_RULE')] });
    const part = { state: 'DONE', lastSuccessMs: nowMs } as const;
    const bothFine = { Contact: part, Event: part };
    const statesOf = async (...given: Parameters<typeof told>) => {
      const { Contact, Event } = (await told(...given)).status.parts;
      return [Contact.state, Event.state];
    };
    expect(await statesOf(bothFine)).toEqual(['IN_SYNC', 'IN_SYNC_WITH_ISSUES']);
    const late = { ...bothFine, Event: { ...part, lastSuccessMs: nowMs - 31 * minuteMs } };
    expect(await statesOf(late)).toEqual(['IN_SYNC', 'DELAYED']);
    const first = { ...bothFine, Event: { ...part, lastSuccessMs: null } };
    expect(await statesOf(first)).toEqual(['IN_SYNC', 'FIRST_SYNC']);
    const stopped = { Contact: { ...part, state: 'STOPPED' }, Event: { ...part, state: 'PAUSED' } } as const;
    expect(await statesOf(stopped)).toEqual(['ACTION_NEEDED', 'PAUSED']);
    expect(await statesOf(bothFine, nowMs, null)).toEqual(['PAUSED', 'PAUSED']);
  });

  it('tells progress, last success and the next run', async () => {
    const { status } = await told({
      Contact: { progress: 40, lastSuccessMs: nowMs - 2 * minuteMs },
      Event: { progress: 70, lastSuccessMs: nowMs - minuteMs },
      dueAtMs: nowMs + minuteMs,
    });
    expect(status).toMatchObject({
      parts: {
        Contact: { progress: 40, lastSuccess: toInstant(nowMs - 2 * minuteMs) },
        Event: { progress: 70, lastSuccess: toInstant(nowMs - minuteMs) },
      },
      nextRun: toInstant(nowMs + minuteMs),
    });
  });

  it('names once what contacts and events lack, whichever of them lacks it', async () => {
    const { status } = await told({
      Contact: { missingPermissions: ['API Enabled'] },
      Event: { missingPermissions: ['API Enabled', 'Edit Events'] },
    });
    expect(status.missingPermissions).toEqual(['API Enabled', 'Edit Events']);
    expect(status.personState).toBe('MISSING_PERMISSION');
    for (const object of ['Contact', 'Event'] as const) {
      const one = await told({ [object]: { missingPermissions: ['API Enabled'] } });
      expect(one.status.personState).toBe('MISSING_PERMISSION');
    }
  });

  it('keeps what is worse of a person than a missing permission', async () => {
    const Event = { missingPermissions: ['Edit Events'] };
    const { status } = await told({ evidence: { person: 'FROZEN' }, Event });
    expect(status.personState).toBe('FROZEN');
    const left = await told({ evidence: { person: 'OK' }, Event }, nowMs, null);
    expect(left.status).toMatchObject({ personState: 'NO_CONFIGURATION', configurationId: null });
  });
});

describe('the digest of a report', () => {
  const part = { state: 'DONE', lastSuccessMs: nowMs } as const;
  const fine = { Contact: part, Event: part };

  it('stays when times alone move', async () => {
    const later = {
      Contact: { ...part, lastSuccessMs: nowMs + 1 },
      Event: { ...part, lastSuccessMs: nowMs + 2 },
      dueAtMs: nowMs + 900_000,
    };
    expect(digestOf(await told(later, nowMs + minuteMs))).toBe(digestOf(await told(fine)));
  });

  it.each<[string, Partial<ScopePart>]>([
    ['the state', { state: 'HELD' }],
    ['the progress', { progress: 50 }],
    ['what the person lacks', { missingPermissions: ['Edit Events'] }],
  ])('moves with %s of either object', async (_what, change) => {
    const before = digestOf(await told(fine));
    expect(digestOf(await told({ ...fine, Event: { ...part, ...change } }))).not.toBe(before);
    expect(digestOf(await told({ ...fine, Contact: { ...part, ...change } }))).not.toBe(before);
  });

  it('moves with one more event, and with one more issue', async () => {
    const before = digestOf(await told(fine));
    await commit({ newLinks: [eventLink(1)] });
    const withEvent = digestOf(await told(fine));
    await commit({ findings: [found('Event', 'e1', 'VALIDATION_RULE')] });
    expect(new Set([before, withEvent, digestOf(await told(fine))]).size).toBe(3);
  });
});
