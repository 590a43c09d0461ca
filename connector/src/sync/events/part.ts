// The part of events: what differs from other objects, as the frame asks for it (../part/part.ts, ../part/run-part.ts).
import { eventFormVersion } from '../../core/event/fields.js';
import { success, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import { isLive, type EventLink } from '../../core/link.js';
import type { Scope } from '../../ports/scope.js';
import { eventSettings } from '../../core/settings/event.js';
import { commit } from '../part/commit.js';
import { earlierFindings, findingsFor } from '../part/findings.js';
import type { Commit, Part } from '../part/part.js';
import type { Services, SyncPerson } from '../part/services.js';
import { isOff } from '../part/stops.js';
import { portions, walkLinks } from '../part/walk.js';
import { checkEventAccess } from './access.js';
import { locateCalendar } from './calendar.js';
import type { EventAccess, EventRun, ReadyEventRun } from './context.js';
import { eventRef, type EventEntry, type EventReading } from './first-pass/entries.js';
import { readEvents } from './first-pass/reading.js';
import { loadEvents, type LoadedEvent } from './second-pass/load.js';
import { PeopleLookUp } from './second-pass/people.js';
import { planEvents, type PlannedEvent } from './second-pass/plan.js';
import { prepareEvents, type PreparedEvents } from './second-pass/prepare.js';
import { settleEvents } from './second-pass/settle.js';
import { sendEvents, type SentEvents } from './second-pass/send.js';
import { removeDoubles } from './second-pass/doubles.js';
import { eventShape } from './shape.js';

interface EventTypes {
  readonly Run: EventRun;
  readonly Ready: ReadyEventRun;
  readonly Access: EventAccess;
  readonly Reading: EventReading;
  readonly Loaded: LoadedEvent;
  readonly Plan: PlannedEvent;
  readonly Prepared: PreparedEvents;
  readonly Sent: SentEvents;
}

export const eventPart: Part<EventEntry, EventTypes> = {
  object: 'Event',
  groupSize: limits.eventsKeptMax,
  placeFound: {},

  isOff: ({ events, faults }) => isOff(events, eventSettings.direction.field, faults),
  decidedBy: ({ configuration, companyDomains }) => [eventFormVersion, configuration.events, companyDomains],
  beforeReset: noteRemoved,

  open: async (run, { configuration, companyDomains }) => ({
    ...run,
    settings: configuration.events,
    companyDomains: new Set(companyDomains),
    people: new PeopleLookUp(),
  }),
  locate: locateCalendar,
  // The listing looks at every link while `part.isRecheck` is set.
  beginRecheck: async () => {},

  access: checkEventAccess,
  read: readEvents,
  shape: eventShape,
  isUrgent: (entry) => entry.kind === 'linked' && entry.mustHide,
  quiet: commitQuiet,

  load: loadEvents,
  plan: planEvents,
  prepare: prepareEvents,
  send: sendEvents,
  settle: settleEvents,

  finish: removeDoubles,
  ended: releaseVanished,
};

/**
 * What is linked is looked up by id before a reset, because Salesforce is not watched, and what somebody deleted there
 * has to stay away (docs/sync-rules.md, "What becomes of an event").
 */
async function noteRemoved(services: Services, { user }: SyncPerson, scope: Scope): Promise<Outcome<null>> {
  const org = services.org.actAs({ id: user.id, username: user.username });
  for await (const links of walkLinks(services.store, 'Event', user.id)) {
    const live = links.filter(isLive);
    const rows = await org.readEvents(
      live.map(({ ids }) => ids.salesforce),
      ['IsDeleted'],
    );
    if (!rows.ok) return rows;
    const there = new Set<string>(rows.value.filter((row) => row['IsDeleted'] !== true).map((row) => row.Id));
    const changedLinks = live
      .filter(({ ids }) => !there.has(ids.salesforce))
      .map((link): EventLink => ({ ...link, state: 'removedFromSalesforce' }));
    await commit({ services, person: user.id, scope }, { changedLinks });
  }
  return success(null);
}

/** What the first pass could settle by itself: left out with a reason, or nothing new but the version. */
async function* commitQuiet(run: ReadyEventRun, { left, same }: EventReading): AsyncGenerator<Commit> {
  const open = await run.services.store.openMeetings(run.person);
  for (const some of portions(left, limits.chunkSize)) {
    const earlier = await earlierFindings(
      run,
      some.map(({ exchangeId }) => eventRef(exchangeId)),
    );
    const ids = new Set<string>(some.map(({ exchangeId }) => exchangeId));
    yield {
      findings: some.map(({ exchangeId, ...cause }) => findingsFor(run, earlier, eventRef(exchangeId), [cause])),
      releasedMeetings: open.filter(({ exchangeId }) => ids.has(exchangeId)).map(({ meetingKey }) => meetingKey),
    };
  }
  for (const some of portions(same, limits.chunkSize)) yield { changedLinks: some };
}

/** Of events that are gone nothing is told any more, and their meetings go to anyone who attends them. */
async function releaseVanished(run: ReadyEventRun, { vanished }: EventReading): Promise<Commit> {
  const gone = new Set(vanished);
  const open = await run.services.store.openMeetings(run.person);
  return {
    findings: vanished.map((itemId) => ({ ...eventRef(itemId), found: [] })),
    releasedMeetings: open.filter(({ exchangeId }) => gone.has(exchangeId)).map(({ meetingKey }) => meetingKey),
  };
}
