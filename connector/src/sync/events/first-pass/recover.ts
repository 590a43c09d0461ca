// Meetings whose making was begun and whose end is not known: after a crash, or when no answer came. They are looked up
// by their key before anything is repeated, at the earliest when Salesforce has had time to show them. What is found is
// linked at once, as a record that we made and never settled: then whatever Exchange says by now goes over.
import { eventKeyField } from '../../../core/event/fields.js';
import { owedFormVersion } from '../../../core/event/settle.js';
import { BrokenAssumption, success, type Outcome } from '../../../core/failure.js';
import type { ExchangeEventId, SalesforceEventId } from '../../../core/model.js';
import type { MeetingClaim, NewEventLink } from '../../../ports/event-store.js';
import type { EventAccessGetter, ReadyEventRun } from '../context.js';

export interface RecoveredMeetings {
  /** To be looked at in this run, whether they changed or not. */
  readonly again: readonly ExchangeEventId[];
  /** Not to be made in this run: it is too early to know. */
  readonly busy: ReadonlySet<ExchangeEventId>;
}

export async function recoverMeetings(
  run: ReadyEventRun,
  access: EventAccessGetter,
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
  const known = new Set(
    (await run.services.store.eventLinksBySalesforceIds(run.person, [...mine.values()])).map(
      (link) => link.salesforceId,
    ),
  );
  const made = due.flatMap((claim): NewEventLink[] => {
    const salesforceId = mine.get(claim.meetingKey);
    return salesforceId === undefined || known.has(salesforceId) ? [] : [owedLink(run, claim, salesforceId)];
  });
  await commitMade(run, due, made);
  return success({ again: due.map(({ exchangeId }) => exchangeId), busy });
}

function owedLink(run: ReadyEventRun, { exchangeId, meetingKey }: MeetingClaim, salesforceId: SalesforceEventId) {
  return {
    person: run.person,
    salesforceId,
    exchangeId,
    exchangeVersion: '',
    settled: new Uint8Array(),
    formVersion: owedFormVersion,
    state: 'linked' as const,
    meetingKey,
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
  const { store } = run.services;
  const links = await store.eventLinksByExchangeIds(
    run.person,
    due.map(({ exchangeId }) => exchangeId),
  );
  // An earlier link of the same event takes the record over: it was made anew for it.
  const removed = links.filter((link) => made.some(({ exchangeId }) => exchangeId === link.exchangeId));
  const isMine = await store.commitRun({
    person: run.person,
    runNo: run.scope.runNo,
    removedEventLinks: removed.map(({ id }) => id),
    newEventLinks: made,
    settledMeetings: made.map(({ meetingKey }) => meetingKey),
  });
  if (!isMine) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
}
