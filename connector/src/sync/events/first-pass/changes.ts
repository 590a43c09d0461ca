// First pass: what changed in the calendar since last time, or everything in the window. Change tracking says which
// events are gone only as a hint; absence from a delta means nothing, absence from a complete listing is a hint as well
// (law P4). One Graph call and no Salesforce call when nothing changed (law P18).
import type { GraphEvent } from '../../../core/event/model.js';
import { exchangeEventFromGraph } from '../../../core/event/read.js';
import { failed, success, type Outcome } from '../../../core/failure.js';
import { limits } from '../../../core/limits.js';
import type { ExchangeEventId } from '../../../core/model.js';
import type { Finding } from '../../../ports/store.js';
import type { EventAccessGetter, ReadyEventRun } from '../context.js';
import { concernsAll, isUnread, type EventReading } from './entries.js';
import { recoverMeetings } from './recover.js';
import { isLive, Sorter } from './classify.js';
import { sureWithin, touches, windowAskedAt } from './window.js';

export async function readEvents(run: ReadyEventRun, access: EventAccessGetter): Promise<Outcome<EventReading>> {
  const recovered = await recoverMeetings(run, access);
  if (!recovered.ok) return recovered;
  const { eventCursor } = run.scope;
  if (eventCursor === null) return readAll(run, recovered.value);
  const changes = await readChanges(run, eventCursor, recovered.value);
  if (changes.ok || changes.failure.class !== 'needsResync') return changes;
  run.services.log.info('FULL_LISTING', { person: run.person, object: 'Event', code: changes.failure.code });
  return readAll(run, recovered.value);
}

type Recovered = Awaited<ReturnType<typeof recoverMeetings>> extends Outcome<infer Value> ? Value : never;

async function readChanges(run: ReadyEventRun, cursor: string, recovered: Recovered): Promise<Outcome<EventReading>> {
  const sorter = new Sorter(run);
  const round = await readRound(run, sorter, { link: cursor });
  if (!round.ok) return round;
  const retries = await run.services.store.dueFindings(run.person, 'Event', run.startedAtMs, limits.chunkSize);
  const again = await readAgain(run, sorter, retries, recovered.again);
  if (!again.ok) return again;
  sorter.leaveOut(recovered.busy);
  const { kept, vanished } = sorter;
  return success({ ...sorter.result(), kept, vanished, cursor: round.value, wasFullListing: false });
}

async function readAll(run: ReadyEventRun, recovered: Recovered): Promise<Outcome<EventReading>> {
  const sorter = new Sorter(run);
  const window = windowAskedAt(run.startedAtMs, run.settings);
  const round = await readRound(run, sorter, { window });
  if (!round.ok) return round;
  const listed = new Set<string>(sorter.ids);
  await noteMissing(run, sorter, listed);
  const again = await readAgain(run, sorter, [], recovered.again);
  if (!again.ok) return again;
  const unlisted = await findVanished(run, listed);
  sorter.leaveOut(recovered.busy);
  const vanished = [...sorter.vanished, ...unlisted.filter((id) => !recovered.busy.has(id))];
  return success({ ...sorter.result(), kept: sorter.kept, vanished, cursor: round.value, wasFullListing: true });
}

/** All pages of one round; answers the link that the next one starts from. */
async function readRound(
  run: ReadyEventRun,
  sorter: Sorter,
  start: Parameters<typeof run.services.exchange.readEventDelta>[1],
): Promise<Outcome<string>> {
  let seen = 0;
  for (let from = start; ;) {
    const page = await run.services.exchange.readEventDelta(run.mailboxId, from);
    if (!page.ok) return page;
    await sorter.present(page.value.changed);
    await sorter.gone(page.value.removed);
    seen += page.value.changed.length;
    if (page.value.next.kind === 'done') return success(page.value.next.link);
    if (seen > limits.eventsPerPersonMax) return failed({ class: 'tooLarge', code: 'TOO_MANY_EVENTS' });
    from = { link: page.value.next.link };
  }
}

/**
 * Live links that a complete listing should have shown and did not. One that a reset has forgotten and that lies
 * outside the window is linked again as it was: nobody asked to lose it.
 */
async function noteMissing(run: ReadyEventRun, sorter: Sorter, listed: ReadonlySet<string>): Promise<void> {
  const sure = sureWithin(windowAskedAt(run.startedAtMs, run.settings));
  for (let afterId = 0; ;) {
    const links = await run.services.store.eventLinksAfter(run.person, afterId, limits.matchChunkSize);
    const last = links.at(-1);
    if (last === undefined) return;
    afterId = last.id;
    const missing = links.filter((link) => isLive(link.state) && !listed.has(link.exchangeId));
    await sorter.gone(missing.filter((link) => touches(link, sure)).map(({ exchangeId }) => exchangeId));
    for (const link of missing) {
      if (link.state === 'forgotten' && !touches(link, sure)) sorter.same({ ...link, state: 'linked' });
    }
  }
}

/** What is to be tried again, and what this round has not shown, is read by id. */
async function readAgain(
  run: ReadyEventRun,
  sorter: Sorter,
  retries: readonly Finding[],
  recovered: readonly ExchangeEventId[],
): Promise<Outcome<null>> {
  const due = retries.filter(({ itemId }) => itemId !== run.person).map(({ itemId }) => itemId as ExchangeEventId);
  const reported = new Set(
    retries.filter(({ reason }) => reason === 'REMOVAL_NOT_CONFIRMED').map(({ itemId }) => itemId),
  );
  const ids = [...new Set([...due, ...recovered])].filter((id) => !sorter.has(id));
  if (ids.length === 0) return success(null);
  // A round reports a removal once; one that could not be confirmed then is still reported now.
  await sorter.gone(ids.filter((id) => reported.has(id)));
  const asked = ids.filter((id) => !reported.has(id));
  const outcomes = await run.services.exchange.readEvents(run.mailboxId, asked);
  const whole = outcomes.find((outcome) => !outcome.ok && concernsAll(outcome.failure));
  if (whole !== undefined && !whole.ok) return whole;
  const unread = new Set(asked.filter((_, index) => isUnread(outcomes[index])));
  await sorter.unread([...unread]);
  const here = outcomes.flatMap((outcome) => (outcome.ok && isInCalendar(run, outcome.value) ? [outcome.value] : []));
  await sorter.present(here, true);
  const seen = new Set<string>(here.map(({ id }) => id));
  await sorter.gone(asked.filter((id) => !seen.has(id) && !unread.has(id)));
  return success(null);
}

function isInCalendar({ calendarId }: ReadyEventRun, raw: GraphEvent): boolean {
  return exchangeEventFromGraph(raw)?.calendarId === calendarId;
}

/** Findings of events that are not in the window any more and never were linked: nothing is left to tell about. */
async function findVanished(run: ReadyEventRun, listed: ReadonlySet<string>): Promise<readonly ExchangeEventId[]> {
  const { store } = run.services;
  const gone = new Set<ExchangeEventId>();
  for (const { reason } of await store.countFindings(run.person, 'Event')) {
    for (const { side, itemId } of await store.listFindings(run.person, 'Event', reason, limits.eventsPerPersonMax)) {
      if (side === 'exchange' && !listed.has(itemId)) gone.add(itemId as ExchangeEventId);
    }
  }
  for (const link of await store.eventLinksByExchangeIds(run.person, [...gone])) {
    gone.delete(link.exchangeId);
  }
  return [...gone];
}
