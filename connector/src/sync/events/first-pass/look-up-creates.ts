// Events whose making was begun and whose end is not known: looked for by their meeting's key. What was made becomes a
// link with the memory that was written down before, so that what people wrote into it since stays theirs.
import { eventKeyField } from '../../../core/event/fields.js';
import { eventMemoryAfterSent } from '../../../core/event/sent-memory.js';
import { success, type Outcome } from '../../../core/failure.js';
import { hasMemory } from '../../../core/hash.js';
import type { EventLink, NewEventLink } from '../../../core/link.js';
import type { SalesforceEventId } from '../../../core/model.js';
import type { SentRow } from '../../../core/sent/row.js';
import type { MeetingClaim } from '../../../ports/store.js';
import { madeBy } from '../../part/sent.js';
import { linksOfItems, linksOfRecords } from '../../part/walk.js';
import type { EventAccess, ReadyEventRun } from '../context.js';
import { linkTo, nothingJudged, type Judged } from './judged.js';

/** A begun create. Without a row nothing is remembered of it: whatever Exchange says by now goes over. */
interface Begun {
  readonly claim: MeetingClaim;
  readonly row: SentRow | null;
}

export async function lookUpCreates(
  run: ReadyEventRun,
  access: EventAccess | null,
  rows: readonly SentRow[],
  { claims, bare }: { readonly claims: readonly MeetingClaim[]; readonly bare: readonly MeetingClaim[] },
): Promise<Outcome<Judged>> {
  const claimOf = new Map<string | null, MeetingClaim>(claims.map((claim) => [claim.exchangeId, claim]));
  const begun = [
    ...rows.flatMap((row): Begun[] => {
      const claim = claimOf.get(row.ids.exchange);
      return claim === undefined ? [] : [{ claim, row }];
    }),
    ...bare.map((claim): Begun => ({ claim, row: null })),
  ];
  if (access === null || begun.length === 0) return success({ ...nothingJudged, known: rows });
  const keys = begun.map(({ claim }) => claim.meetingKey);
  const records = await access.org.findEventsByKey(keys, ['OwnerId', 'CreatedDate']);
  if (!records.ok) return records;
  const mine = records.value.filter((record) => record['OwnerId'] === run.person);
  const made = begun.flatMap(({ claim, row }) => {
    const withKey = mine.filter((record) => record[eventKeyField] === claim.meetingKey);
    const record = row === null ? withKey.find(({ IsDeleted }) => IsDeleted !== true) : madeBy(row, withKey);
    if (record === undefined) return [];
    return [{ claim, row, salesforceId: record.Id as SalesforceEventId, isDeleted: record['IsDeleted'] === true }];
  });
  const isMade = new Set(made.flatMap(({ row }) => row?.id ?? []));
  return success({
    changes: {
      ...(await linksMade(run, made)),
      endedSent: rows.filter(({ id }) => isMade.has(id)).map(({ id }) => id),
      spentSent: rows.filter(({ id }) => !isMade.has(id)).map(({ id }) => id),
    },
    known: rows,
  });
}

/** `isDeleted`: somebody in Salesforce removed it before we looked. */
type Made = Begun & { readonly salesforceId: SalesforceEventId; readonly isDeleted: boolean };

/** What is linked already is left alone. An earlier link of the same event gives way: it was made again for it. */
async function linksMade(run: ReadyEventRun, made: readonly Made[]) {
  const known = await linksOfRecords(
    run,
    'Event',
    made.map(({ salesforceId }) => salesforceId),
  );
  const free = made.filter(({ salesforceId }) => !known.has(salesforceId));
  const replaced = await linksOfItems(
    run,
    'Event',
    free.map(({ claim }) => claim.exchangeId),
  );
  return {
    removedLinks: [...replaced.values()].map(({ id }) => id),
    newLinks: free.map((one) => linkMade(run, one)),
    settledMeetings: made.map(({ claim }) => claim.meetingKey),
  };
}

function linkMade(run: ReadyEventRun, { claim, row, salesforceId, isDeleted }: Made): NewEventLink {
  const ids: EventLink['ids'] = { salesforce: salesforceId, exchange: claim.exchangeId };
  const memoryKey = row?.memoryKey ?? run.services.newMemoryKey();
  const link = linkTo(run, ids, { meetingKey: claim.meetingKey, memoryKey });
  if (row === null || !hasMemory(row.sent)) return { ...link, state: 'made' };
  const hasher = run.services.hasher.forItem(memoryKey);
  return {
    ...{ ...link, formVersion: row.formVersion, state: isDeleted ? 'removedFromSalesforce' : 'linked' },
    settled: { ...link.settled, exchange: eventMemoryAfterSent(row, link.settled.exchange, 'done', hasher) },
  };
}
