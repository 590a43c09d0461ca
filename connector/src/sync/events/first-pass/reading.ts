// First pass: what changed in the calendar since last time, or everything in the window. Change tracking says which
// events are gone only as a hint; absence from a delta means nothing, absence from a complete listing is a hint as well
// (law P4). One Graph call and no Salesforce call when nothing changed (law P18).
import type { GraphEvent } from '../../../core/event/model.js';
import { exchangeEventFromGraph } from '../../../core/event/read.js';
import { failed, success, type Outcome } from '../../../core/failure.js';
import { limits } from '../../../core/limits.js';
import { isLive } from '../../../core/link.js';
import type { ExchangeEventId } from '../../../core/model.js';
import type { Finding } from '../../../ports/store.js';
import { toldButNotListed } from '../../part/findings.js';
import type { AccessGetter } from '../../part/part.js';
import { linksOfItems, walkLinks } from '../../part/walk.js';
import type { EventAccess, ReadyEventRun } from '../context.js';
import { Classifier } from './classify.js';
import { concernsAll, isUnread, type EventReading } from './entries.js';
import { recoverMeetings, type RecoveredMeetings } from './recover.js';
import { sureWithin, touches, windowAskedAt } from './window.js';

export async function readEvents(
  run: ReadyEventRun,
  access: AccessGetter<EventAccess>,
): Promise<Outcome<EventReading>> {
  const recovered = await recoverMeetings(run, access);
  if (!recovered.ok) return recovered;
  const { cursor } = run.part;
  if (cursor === null) return readEverything(run, recovered.value);
  const changes = await readChanges(run, cursor, recovered.value);
  if (changes.ok || changes.failure.class !== 'needsResync') return changes;
  run.services.log.info('FULL_LISTING', { person: run.person, object: 'Event', code: changes.failure.code });
  return readEverything(run, recovered.value);
}

async function readChanges(
  run: ReadyEventRun,
  link: string,
  recovered: RecoveredMeetings,
): Promise<Outcome<EventReading>> {
  const classifier = new Classifier(run);
  const cursor = await readRound(run, classifier, { link });
  if (!cursor.ok) return cursor;
  const retries = await run.services.store.dueFindings(run.person, 'Event', run.startedAtMs, limits.chunkSize);
  const again = await readAgain(run, classifier, retries, recovered.again);
  if (!again.ok) return again;
  classifier.leaveOut(recovered.busy);
  const { vanished } = classifier;
  const { spent, openSent } = recovered;
  return success({ ...classifier.result(), vanished, spent, openSent, cursor: cursor.value, wasFullListing: false });
}

async function readEverything(run: ReadyEventRun, recovered: RecoveredMeetings): Promise<Outcome<EventReading>> {
  const classifier = new Classifier(run);
  const window = windowAskedAt(run.startedAtMs, run.settings);
  const cursor = await readRound(run, classifier, { window });
  if (!cursor.ok) return cursor;
  const listed = new Set<string>(classifier.ids);
  await noteMissing(run, classifier, listed);
  const again = await readAgain(run, classifier, [], recovered.again);
  if (!again.ok) return again;
  const unlisted = await findVanished(run, listed);
  classifier.leaveOut(recovered.busy);
  const vanished = [...classifier.vanished, ...unlisted.filter((id) => !recovered.busy.has(id))];
  const { spent, openSent } = recovered;
  return success({ ...classifier.result(), vanished, spent, openSent, cursor: cursor.value, wasFullListing: true });
}

/** All pages of one round; answers the link that the next one starts from. */
async function readRound(
  run: ReadyEventRun,
  classifier: Classifier,
  start: Parameters<typeof run.services.exchange.readEventDelta>[1],
): Promise<Outcome<string>> {
  let seen = 0;
  for (let from = start; ;) {
    const page = await run.services.exchange.readEventDelta(run.mailboxId, from);
    if (!page.ok) return page;
    await classifier.present(page.value.changed);
    await classifier.gone(page.value.removed);
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
async function noteMissing(run: ReadyEventRun, classifier: Classifier, listed: ReadonlySet<string>): Promise<void> {
  const sure = sureWithin(windowAskedAt(run.startedAtMs, run.settings));
  for await (const links of walkLinks(run.services.store, 'Event', run.person)) {
    const missing = links.filter((link) => isLive(link) && !listed.has(link.ids.exchange));
    await classifier.gone(missing.filter((link) => touches(link, sure)).map(({ ids }) => ids.exchange));
    for (const link of missing) {
      if (link.state === 'forgotten' && !touches(link, sure)) classifier.same({ ...link, state: 'linked' });
    }
  }
}

/** What is to be tried again, and what this round has not shown, is read by id. */
async function readAgain(
  run: ReadyEventRun,
  classifier: Classifier,
  retries: readonly Finding[],
  recovered: readonly ExchangeEventId[],
): Promise<Outcome<null>> {
  const due = retries.filter(({ itemId }) => itemId !== run.person).map(({ itemId }) => itemId as ExchangeEventId);
  const reported = new Set(
    retries.filter(({ reason }) => reason === 'REMOVAL_NOT_CONFIRMED').map(({ itemId }) => itemId),
  );
  const ids = [...new Set([...due, ...recovered])].filter((id) => !classifier.has(id));
  if (ids.length === 0) return success(null);
  // A round reports a removal once; one that could not be confirmed then is still reported now.
  await classifier.gone(ids.filter((id) => reported.has(id)));
  const asked = ids.filter((id) => !reported.has(id));
  const outcomes = await run.services.exchange.readEvents(run.mailboxId, asked);
  const whole = outcomes.find((outcome) => !outcome.ok && concernsAll(outcome.failure));
  if (whole !== undefined && !whole.ok) return whole;
  const unread = new Set(asked.filter((_, index) => isUnread(outcomes[index])));
  await classifier.unread([...unread]);
  const here = outcomes.flatMap((outcome) => (outcome.ok && isInCalendar(run, outcome.value) ? [outcome.value] : []));
  await classifier.present(here, true);
  const seen = new Set<string>(here.map(({ id }) => id));
  await classifier.gone(asked.filter((id) => !seen.has(id) && !unread.has(id)));
  return success(null);
}

function isInCalendar({ placeId }: ReadyEventRun, raw: GraphEvent): boolean {
  return exchangeEventFromGraph(raw)?.calendarId === placeId;
}

/** Findings of events that are not in the window any more and never were linked: nothing is left to tell about. */
async function findVanished(run: ReadyEventRun, listed: ReadonlySet<string>): Promise<readonly ExchangeEventId[]> {
  const told = await toldButNotListed(run, { exchange: listed, salesforce: null }, limits.eventsPerPersonMax);
  const gone = told.map(({ itemId }) => itemId as ExchangeEventId);
  const linked = await linksOfItems(run, 'Event', gone);
  return gone.filter((id) => !linked.has(id));
}
