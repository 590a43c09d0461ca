// Meetings whose making was begun and whose end is not known: after a crash, or when no answer came. They are looked up
// by their key before anything is repeated, at the earliest when Salesforce has had time to show them. What is found is
// linked at once, as a record that we made and never settled: then whatever Exchange says by now goes over.
import { eventFormVersion, eventKeyField } from '../../../core/event/fields.js';
import { success, type Outcome } from '../../../core/failure.js';
import type { NewEventLink } from '../../../core/link.js';
import type { ExchangeEventId, SalesforceEventId } from '../../../core/model.js';
import type { MeetingClaim } from '../../../ports/store.js';
import { commit } from '../../part/commit.js';
import type { AccessGetter } from '../../part/part.js';
import { linksOfItems, linksOfRecords } from '../../part/walk.js';
import type { EventAccess, ReadyEventRun } from '../context.js';

export interface RecoveredMeetings {
  /** To be looked at in this run, whether they changed or not. */
  readonly again: readonly ExchangeEventId[];
  /** Not to be made in this run: it is too early to know. */
  readonly busy: ReadonlySet<ExchangeEventId>;
}

export async function recoverMeetings(
  run: ReadyEventRun,
  access: AccessGetter<EventAccess>,
): Promise<Outcome<RecoveredMeetings>> {
  const open = await run.services.store.openMeetings(run.person);
  const isDue = ({ begunAtMs }: MeetingClaim): boolean =>
    begunAtMs + run.services.tuning.inDoubtWaitMs <= run.startedAtMs;
  const due = open.filter(isDue);
  const busy = new Set(open.filter((claim) => !isDue(claim)).map(({ exchangeId }) => exchangeId));
  if (due.length === 0) return success({ again: [], busy });
  const granted = await access();
  if (!granted.ok) return granted;
  const rows = await granted.value.org.findEventsByKey(
    due.map(({ meetingKey }) => meetingKey),
    ['OwnerId', eventKeyField],
  );
  if (!rows.ok) return rows;
  const mine = new Map(
    rows.value
      .filter((row) => row['OwnerId'] === run.person)
      .map((row) => [row[eventKeyField], row.Id as SalesforceEventId]),
  );
  const known = await linksOfRecords(run, 'Event', [...mine.values()]);
  const made = due.flatMap((claim): NewEventLink[] => {
    const salesforceId = mine.get(claim.meetingKey);
    return salesforceId === undefined || known.has(salesforceId) ? [] : [owedLink(run, claim, salesforceId)];
  });
  await commitMade(run, due, made);
  return success({ again: due.map(({ exchangeId }) => exchangeId), busy });
}

function owedLink(
  run: ReadyEventRun,
  { exchangeId, meetingKey }: MeetingClaim,
  salesforceId: SalesforceEventId,
): NewEventLink {
  return {
    ...{ object: 'Event', person: run.person, meetingKey, memoryKey: run.services.newMemoryKey() },
    ids: { salesforce: salesforceId, exchange: exchangeId },
    versions: { salesforce: '', exchange: '' },
    settled: { salesforce: new Uint8Array(), exchange: new Uint8Array() },
    formVersion: eventFormVersion,
    state: 'made',
    startsAtMs: run.startedAtMs,
    endsAtMs: run.startedAtMs,
  };
}

/** Those of which nothing was made stay open until they are made, or until there is nothing to make any more. */
async function commitMade(
  run: ReadyEventRun,
  due: readonly MeetingClaim[],
  made: readonly NewEventLink[],
): Promise<void> {
  const links = await linksOfItems(
    run,
    'Event',
    due.map(({ exchangeId }) => exchangeId),
  );
  // An earlier link of the same event takes the record over: it was made again for it.
  const replaced = made.flatMap(({ ids }) => links.get(ids.exchange) ?? []);
  await commit(run, {
    removedLinks: replaced.map(({ id }) => id),
    newLinks: made,
    settledMeetings: made.map(({ meetingKey }) => meetingKey),
  });
}
