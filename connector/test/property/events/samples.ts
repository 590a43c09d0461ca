// Events and settings as property tests need them: everything that may stand in a calendar, and everything that a
// configuration can say.
import fc from 'fast-check';
import type { GraphEvent } from '../../../src/core/event/model.js';
import type { EventLeaveOut, EventSettings } from '../../../src/core/settings/event.js';
import { addressed, defaultEventSettings, eventNowMs, moment, offer } from '../../support/core-events.js';
import { longText, wildText } from '../contacts/samples.js';

const dayMs = 86_400_000;

const leaveOut: fc.Arbitrary<EventLeaveOut> = fc.record({
  internal: fc.boolean(),
  declined: fc.boolean(),
  cancelled: fc.boolean(),
  free: fc.boolean(),
  allDay: fc.boolean(),
  domains: fc.constantFrom([], ['rival.example']),
  words: fc.constantFrom([], ['lunch']),
});

export const anyEventSettings: fc.Arbitrary<EventSettings> = fc
  .record({
    selection: fc.constantFrom('ByCategory', 'KnownContactOrLead', 'All'),
    privateEvents: fc.constantFrom('DoNotSync', 'BusyTimeOnly', 'FullDetails'),
    text: fc.constantFrom('Sync', 'DoNotSync'),
    deleted: fc.constantFrom('KeepInSalesforce', 'RemoveFromSalesforce'),
    relate: fc.constantFrom('Off', 'ContactsOrOneLead'),
    severalMatches: fc.constantFrom('MostRecentlyUpdated', 'Ask'),
    leaveOut,
  } satisfies Partial<Record<keyof EventSettings, fc.Arbitrary<unknown>>>)
  .map((chosen) => ({ ...defaultEventSettings, ...(chosen as Partial<EventSettings>) }));

const shortText = fc.oneof(fc.string({ maxLength: 12 }), fc.constant(''));
const anyText = fc.oneof(wildText, longText, fc.constant(''));
/** From a month ago to a year and a half ahead, some of it outside of the window. */
const start = fc.integer({ min: -60 * 24 * 60, max: 500 * 24 * 60 }).map((minutes) => eventNowMs + minutes * 60_000);
const minutes = fc.oneof(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 20 * 24 * 60 }));
const addresses = fc.subarray(['dora@berg.example', 'carla@stein.example', 'x@rival.example']);

/** `canary` stands in everything that people wrote; then the rest of the texts is short. */
export function anyGraphEvent(canary = ''): fc.Arbitrary<GraphEvent> {
  const text = canary === '' ? anyText : shortText;
  return fc
    .record({
      ...{ subject: text, place: text, body: text, startMs: start, minutes, addresses },
      isAllDay: fc.boolean(),
      isCancelled: fc.boolean(),
      sensitivity: fc.constantFrom('normal', 'private', 'personal', 'confidential', 'odd'),
      showAs: fc.constantFrom('free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown'),
      response: fc.constantFrom('organizer', 'accepted', 'declined', 'none'),
      type: fc.constantFrom('singleInstance', 'singleInstance', 'singleInstance', 'seriesMaster', 'exception'),
      hasCategory: fc.boolean(),
      reminder: fc.option(fc.nat({ max: 1_000 })),
    } as const)
    .map((one): GraphEvent => {
      const startMs = one.isAllDay ? Math.floor(one.startMs / dayMs) * dayMs : one.startMs;
      const days = Math.ceil(Math.max(1, one.minutes) / (24 * 60));
      const endMs = startMs + (one.isAllDay ? days * dayMs : one.minutes * 60_000);
      const { isAllDay, isCancelled, sensitivity, showAs, type } = one;
      return {
        ...offer,
        ...{ isAllDay, isCancelled, sensitivity, showAs, type, start: moment(startMs), end: moment(endMs) },
        subject: canary + one.subject,
        location: { displayName: canary + one.place },
        body: { contentType: 'text', content: canary + one.body },
        responseStatus: { response: one.response },
        categories: [...(one.hasCategory ? ['Salesforce'] : []), canary],
        attendees: one.addresses.map((address) => addressed(canary.toLowerCase() + address)),
        isReminderOn: one.reminder !== null,
        reminderMinutesBeforeStart: one.reminder ?? 15,
      };
    });
}
