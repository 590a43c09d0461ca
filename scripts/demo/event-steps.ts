// The scenes about events: what people do in their calendars and with the copies in Salesforce, and what has to come of
// it. Each writes what it expects into the ledger of events. Rules: docs/sync-rules.md, "Events".
import { textOf } from '#verify/texts.js';
import {
  deleteInOutlook,
  deleteInSalesforce,
  editInOutlook,
  expect,
  laterBy,
  pickLeftOut,
  pickMeeting,
  pickWithStranger,
  setCategories,
  wholeDay,
  writeNotes,
} from './event-stage.js';
import { attendeesOf } from '#verify/events/rules.js';
import { eventSettingsOf } from '#verify/events/settings.js';
import { textInCalendar } from '#verify/events/table.js';
import { dayMs, timesOf } from '#verify/events/times.js';
import type { Stage } from './stage.js';
import { syncNow, type Step } from './step.js';
import type { CalendarEvent } from '#verify/systems.js';

const hourMs = 3_600_000;

const rescheduled: Step = {
  title: 'A meeting is rescheduled, and the notes in Salesforce stay',
  rule: 'Only what changed in Outlook goes over; what people write into the event in Salesforce is theirs.',
  request: syncNow,
  act: async (stage) => {
    const meeting = await pickMeeting(stage, 'Mira');
    const { record, event } = meeting;
    const notes = 'They want forty pieces by March.';
    await writeNotes(stage, meeting, notes);
    const times = laterBy(event, dayMs + 3 * hourMs);
    await editInOutlook(stage, meeting, { ...times, location: { displayName: 'Their plant, gate 3' } });
    const Times = timesOf({ ...event, properties: { ...event.properties, ...times } });
    expect(stage, meeting, { Times, Location: 'Their plant, gate 3', Text: notes });
    const exchange = textInCalendar('Text', event);
    const different = { recordId: record.Id, field: 'Text', salesforce: notes, exchange, reason: 'ONE_WAY' } as const;
    stage.eventLedger.different.push(different);
    return ['CHANGED_IN_EXCHANGE', 'ONE_WAY'];
  },
};

const madeAllDay: Step = {
  title: 'A meeting becomes an all-day event',
  rule: 'Whole days are dates and no instants: the same day for Aiko in Tokyo and for everybody in Salesforce.',
  request: syncNow,
  act: async (stage) => {
    const meeting = await pickMeeting(stage, 'Aiko');
    const { event } = meeting;
    const times = wholeDay(event, 'Tokyo Standard Time');
    await editInOutlook(stage, meeting, times);
    expect(stage, meeting, { Times: timesOf({ ...event, properties: { ...event.properties, ...times } }) });
    return ['CHANGED_IN_EXCHANGE'];
  },
};

const madePrivate: Step = {
  title: 'Two meetings become private',
  rule: "Mira's configuration shows private time as taken. Jonas' does not: the copy is emptied first, then deleted.",
  request: syncNow,
  act: async (stage) => {
    const hidden = { Subject: 'Busy', Location: '', Text: '', Private: 'yes', Reminder: '', People: '' };
    const shown = await pickMeeting(stage, 'Mira');
    await editInOutlook(stage, shown, { sensitivity: 'private' });
    expect(stage, shown, hidden);
    const removed = await pickMeeting(stage, 'Jonas');
    await editInOutlook(stage, removed, { sensitivity: 'private' });
    expect(stage, removed, hidden);
    stage.eventLedger.gone.push({ recordId: removed.record.Id, reason: 'EMPTIED_AS_PRIVATE' });
    return ['CHANGED_IN_EXCHANGE', 'EMPTIED_AS_PRIVATE'];
  },
};

const deletedInOutlook: Step = {
  title: 'Two meetings are deleted in Outlook',
  rule: "Mira's configuration removes the copy in Salesforce, Jonas' keeps it.",
  request: syncNow,
  act: async (stage) => {
    const removed = await pickMeeting(stage, 'Mira');
    await deleteInOutlook(stage, removed);
    stage.eventLedger.gone.push({ recordId: removed.record.Id, reason: 'DELETED_IN_EXCHANGE' });
    const kept = await pickMeeting(stage, 'Jonas');
    await deleteInOutlook(stage, kept);
    const { owner, event, record } = kept;
    const reason = 'REMOVED_BY_PERSON';
    stage.eventLedger.kept.push({ person: owner.userId, eventId: event.id, record, reason });
    return ['DELETED_IN_EXCHANGE', reason];
  },
};

const deletedInSalesforce: Step = {
  title: 'An event is deleted in Salesforce, and then edited in Outlook',
  rule: 'What somebody deleted in Salesforce stays away, whatever becomes of it in Outlook.',
  request: syncNow,
  act: async (stage) => {
    const meeting = await pickMeeting(stage, 'Mira');
    const { owner, event, record } = meeting;
    await deleteInSalesforce(stage, meeting);
    await editInOutlook(stage, meeting, { location: { displayName: 'Meeting room Weser' } });
    const reason = 'REMOVED_BY_PERSON';
    stage.eventLedger.gone.push({ recordId: record.Id, reason });
    stage.eventLedger.away.push({ person: owner.userId, eventId: event.id, reason });
    return [reason];
  },
};

const movedOutOfWindow: Step = {
  title: 'A meeting is put off until it is out of the window',
  rule: 'Outside the days that sync nothing is changed or deleted: the copy stays as it is.',
  request: syncNow,
  act: async (stage) => {
    const meeting = await pickMeeting(stage, 'Samuel');
    const { owner, event, record } = meeting;
    const daysAhead = eventSettingsOf(stage.now, owner)?.daysAhead ?? 0;
    await editInOutlook(stage, meeting, laterBy(event, (daysAhead + 30) * dayMs));
    const reason = 'OUTSIDE_WINDOW';
    stage.eventLedger.kept.push({ person: owner.userId, eventId: event.id, record, reason });
    return [reason];
  },
};

const category: Step = {
  title: 'The category is put on one meeting and taken off another',
  rule: 'Aiko selects events by their category. Taken off: the copy stays and stops syncing.',
  request: syncNow,
  act: async (stage) => {
    const left = await pickMeeting(stage, 'Aiko');
    await setCategories(stage, await pickLeftOut(stage, 'Aiko'), ['Salesforce']);
    await setCategories(stage, left, []);
    const { owner, event, record } = left;
    const reason = 'NOT_SELECTED';
    stage.eventLedger.kept.push({ person: owner.userId, eventId: event.id, record, reason });
    return ['NEW_IN_EXCHANGE', reason];
  },
};

const becomesContact: Step = {
  title: 'Somebody in a meeting becomes a contact',
  rule: 'Samuel syncs meetings with somebody known, Mira all: as soon as one is known, the event is taken and related.',
  request: syncNow,
  act: async (stage) => {
    for (const firstName of ['Samuel', 'Mira']) {
      const { event } = await pickWithStranger(stage, firstName);
      await stage.createInOutlook(firstName, cardOf(stage, firstName, event));
    }
    return ['NEW_IN_EXCHANGE'];
  },
};

/** The card of the first guest, with a company that is an account. */
function cardOf(stage: Stage, firstName: string, event: CalendarEvent) {
  const { name = '', address = '' } = attendeesOf(event)[0]?.emailAddress ?? {};
  const [givenName = '', ...others] = name.split(' ');
  const folder = stage.now.itemsInFolder(stage.person(firstName));
  const companies = folder.map(({ properties }) => textOf(properties['companyName']));
  const companyName = companies.find((company) => stage.now.accountsNamed(company).length === 1) ?? '';
  return { givenName, surname: others.join(' '), companyName, emailAddresses: [{ name, address }] };
}

export const eventSteps: readonly Step[] = [
  rescheduled,
  madeAllDay,
  madePrivate,
  deletedInOutlook,
  deletedInSalesforce,
  movedOutOfWindow,
  category,
  becomesContact,
];
