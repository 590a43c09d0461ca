// What may happen in the small world of events, as data: a failing case prints as a list of steps that can be read and
// run again. Numbers choose among what is there at that time.
import fc from 'fast-check';
import type { GraphEvent } from '../../../src/core/event/model.js';
import type { ExchangeEventId, SalesforceEventId } from '../../../src/core/model.js';
import type { EventSettings } from '../../../src/core/settings/event.js';
import { addressed, carlaId, moment } from '../../support/core-events.js';
import { runEvents, type EventRunOptions, type EventRunReport } from './world-run.js';
import {
  carla,
  dayMs,
  deleteRow,
  editEvent,
  editRow,
  emptyEventWorld,
  lengthenEvent,
  makeAllDay,
  moveEvent,
  newEvent,
  newRowLike,
  nextNumber,
  shiftEvent,
  undeleteRow,
  type EventWorld,
  type Place,
} from './world.js';

/** Everything that people write in Exchange begins with it, and nothing that they write in Salesforce. */
export const fromExchange = 'Exchange-';
const fromSalesforce = 'Salesforce-';

const texts = ['subject', 'place', 'text'] as const;
const rowTexts = ['Subject', 'Location', 'Description'] as const;
type Text = (typeof texts)[number];
type RowText = (typeof rowTexts)[number];

export type EventStep =
  | { readonly do: 'newEvent'; readonly with: number; readonly inDays: number }
  | { readonly do: 'write'; readonly who: number; readonly what: Text; readonly empty: boolean }
  | { readonly do: 'show'; readonly who: number; readonly as: string }
  | { readonly do: 'remind'; readonly who: number; readonly minutes: number }
  | { readonly do: 'invite'; readonly who: number; readonly with: number }
  | { readonly do: 'mark'; readonly who: number; readonly as: string }
  | { readonly do: 'allDay' | 'cancel' | 'decline' | 'select' | 'repeat'; readonly who: number; readonly yes: boolean }
  | { readonly do: 'shift' | 'lengthen'; readonly who: number; readonly days: number }
  | { readonly do: 'move'; readonly who: number; readonly to: Place }
  | { readonly do: 'editRow'; readonly who: number; readonly what: RowText; readonly empty: boolean }
  | { readonly do: 'relateRow'; readonly who: number; readonly yes: boolean }
  | { readonly do: 'deleteRow' | 'undeleteRow' | 'newRowLike'; readonly who: number }
  | { readonly do: 'wait'; readonly days: number }
  | { readonly do: 'contact'; readonly yes: boolean }
  | { readonly do: 'settings'; readonly change: Partial<EventSettings> }
  | {
      readonly do: 'run';
      readonly mode: 'full' | 'delta';
      readonly missed: readonly number[];
      readonly unreadable: readonly number[];
      readonly refused: readonly number[];
    };

const who = fc.nat({ max: 4 });
const yes = fc.boolean();
const someone = fc.array(who, { maxLength: 2 });
const nobody = fc.constant([]);
/** Alone, with a contact, with somebody unknown, with a colleague. */
const company = [[], [carla], ['nobody@knows.example'], ['dora@berg.example'], [carla, 'nobody@knows.example']];
const withWhom = fc.nat({ max: company.length - 1 });

export const eventBirths: fc.Arbitrary<EventStep> = fc.record({
  do: fc.constant('newEvent'),
  with: withWhom,
  inDays: fc.constantFrom(1, 3, 40, 3, -20, -29, 364, 371, 500),
});
export const eventEdits: fc.Arbitrary<EventStep> = fc.oneof(
  fc.record({ do: fc.constant('write'), who, what: fc.constantFrom(...texts), empty: fc.constant(false) }),
  fc.record({ do: fc.constant('write'), who, what: fc.constantFrom(...texts), empty: yes }),
  fc.record({ do: fc.constant('show'), who, as: fc.constantFrom('busy', 'free', 'oof') }),
  fc.record({ do: fc.constant('remind'), who, minutes: fc.constantFrom(0, 15, 60) }),
  fc.record({ do: fc.constant('shift'), who, days: fc.constantFrom(1, -1, 7) }),
  fc.record({ do: fc.constant('lengthen'), who, days: fc.constantFrom(0.5, 1) }),
  fc.record({ do: fc.constant('allDay'), who, yes }),
  fc.record({ do: fc.constant('invite'), who, with: withWhom }),
);
export const eventMarks: fc.Arbitrary<EventStep> = fc.record({
  do: fc.constant('mark'),
  who,
  as: fc.constantFrom('normal', 'private', 'confidential'),
});
export const eventTurns: fc.Arbitrary<EventStep> = fc.oneof(
  fc.record({ do: fc.constantFrom('cancel', 'decline', 'select', 'repeat'), who, yes }),
  fc.record({ do: fc.constant('move'), who, to: fc.constantFrom<Place>('primary', 'other', 'deleted', 'gone') }),
  fc.record({ do: fc.constant('move'), who, to: fc.constantFrom<Place>('primary', 'deleted') }),
);
export const windowTurns: fc.Arbitrary<EventStep> = fc.oneof(
  fc.record({ do: fc.constant('shift'), who, days: fc.constantFrom(400, -400, -60, 60, 20, -20) }),
  fc.record({ do: fc.constant('lengthen'), who, days: fc.constantFrom(15, -15) }),
  fc.record({ do: fc.constant('wait'), days: fc.constantFrom(0.5, 1, 5, 40) }),
);
export const rowEdits: fc.Arbitrary<EventStep> = fc.oneof(
  fc.record({ do: fc.constant('editRow'), who, what: fc.constantFrom(...rowTexts), empty: yes }),
  fc.record({ do: fc.constant('relateRow'), who, yes }),
);
export const rowTurns: fc.Arbitrary<EventStep> = fc.record({ do: fc.constantFrom('deleteRow', 'undeleteRow'), who });
export const rowBirths: fc.Arbitrary<EventStep> = fc.record({ do: fc.constant('newRowLike'), who });
export const contactTurns: fc.Arbitrary<EventStep> = fc.record({ do: fc.constant('contact'), yes });
export const settingTurns: fc.Arbitrary<EventStep> = fc.record({
  do: fc.constant('settings'),
  change: fc.oneof(
    fc.record({ privateEvents: fc.constantFrom('DoNotSync', 'BusyTimeOnly', 'FullDetails') }),
    fc.record({ deleted: fc.constantFrom('KeepInSalesforce', 'RemoveFromSalesforce') }),
    fc.record({ selection: fc.constantFrom('ByCategory', 'KnownContactOrLead', 'All') }),
    fc.record({ text: fc.constantFrom('Sync', 'DoNotSync') }),
    fc.record({ daysBack: fc.constantFrom(30, 60), daysAhead: fc.constantFrom(100, 365) }),
  ),
});
const mode = fc.constantFrom('full' as const, 'delta' as const);
export const quietEventRuns: fc.Arbitrary<EventStep> = fc.record({
  ...{ do: fc.constant('run'), mode },
  ...{ missed: nobody, unreadable: nobody, refused: nobody },
});
export const brokenEventRuns: fc.Arbitrary<EventStep> = fc.record({
  ...{ do: fc.constant('run'), mode },
  ...{ missed: someone, unreadable: someone, refused: someone },
});

/** A story that begins when some events have been in step for a while. */
export function eventStory(...kinds: readonly fc.Arbitrary<EventStep>[]): fc.Arbitrary<EventStep[]> {
  const begun = fc.array(eventBirths, { minLength: 1, maxLength: 3 });
  const firstRun: EventStep = { do: 'run', mode: 'full', missed: [], unreadable: [], refused: [] };
  return fc.tuple(begun, stepsOf(...kinds)).map(([before, after]) => [...before, firstRun, ...after]);
}

export function stepsOf(...kinds: readonly fc.Arbitrary<EventStep>[]): fc.Arbitrary<EventStep[]> {
  return fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 20, size: 'max' });
}

/** What comes of a step; null for all but a run. */
export function takeStep(world: EventWorld, step: EventStep): EventRunReport | null {
  if (step.do === 'run') return runEvents(world, optionsOf(world, step));
  if ('who' in step) {
    const ids = [...world.items.keys()];
    const rowIds = [...world.rows.keys()];
    const [id, rowId] = [ids[step.who % Math.max(1, ids.length)], rowIds[step.who % Math.max(1, rowIds.length)]];
    if (id !== undefined) actInExchange(world, id, step);
    if (rowId !== undefined) actInSalesforce(world, rowId, step);
    return null;
  }
  actAround(world, step);
  return null;
}

function actAround(world: EventWorld, step: EventStep): void {
  switch (step.do) {
    case 'newEvent': {
      const startMs = world.nowMs + step.inDays * dayMs;
      const subject = fresh(world);
      const times = { start: moment(startMs), end: moment(startMs + 3_600_000) };
      newEvent(world, { subject, ...times, attendees: peopleOf(step.with), categories: ['Salesforce'] });
      return;
    }
    case 'wait':
      world.nowMs += step.days * dayMs;
      return;
    case 'contact':
      if (!step.yes) world.contacts.delete(carla);
      else world.contacts.set(carla, carlaId);
      for (const id of world.unknownPeople) world.waiting.set(id, world.nowMs);
      return;
    case 'settings':
      world.settings = { ...world.settings, ...step.change };
      world.settingsChanged = true;
      return;
    default:
      return;
  }
}

function actInExchange(world: EventWorld, id: ExchangeEventId, step: EventStep): void {
  const change = changeOf(world, step);
  if (change !== null) editEvent(world, id, change);
  switch (step.do) {
    case 'allDay':
      return makeAllDay(world, id, step.yes);
    case 'shift':
      return shiftEvent(world, id, step.days);
    case 'lengthen':
      return lengthenEvent(world, id, step.days);
    case 'move':
      return moveEvent(world, id, step.to);
    case 'newRowLike':
      return newRowLike(world, id, { Description: `${fromSalesforce}${nextNumber(world)}` });
    default:
      return;
  }
}

function changeOf(world: EventWorld, step: EventStep): Partial<GraphEvent> | null {
  switch (step.do) {
    case 'write': {
      const value = step.empty ? '' : fresh(world);
      if (step.what === 'subject') return { subject: value };
      if (step.what === 'place') return { location: { displayName: value } };
      return { body: { contentType: 'text', content: value } };
    }
    case 'show':
      return { showAs: step.as };
    case 'remind':
      return { isReminderOn: step.minutes > 0, reminderMinutesBeforeStart: step.minutes };
    case 'invite':
      return { attendees: peopleOf(step.with) };
    case 'mark':
      return { sensitivity: step.as };
    case 'cancel':
      return { isCancelled: step.yes, ...(step.yes ? { subject: `Canceled: ${fresh(world)}`, showAs: 'free' } : {}) };
    case 'decline':
      return { responseStatus: { response: step.yes ? 'declined' : 'accepted' } };
    case 'select':
      return { categories: step.yes ? ['Salesforce'] : [] };
    case 'repeat':
      return { type: step.yes ? 'seriesMaster' : 'singleInstance' };
    default:
      return null;
  }
}

function actInSalesforce(world: EventWorld, id: SalesforceEventId, step: EventStep): void {
  switch (step.do) {
    case 'editRow':
      return editRow(world, id, { [step.what]: step.empty ? null : `${fromSalesforce}${nextNumber(world)}` });
    case 'relateRow':
      return editRow(world, id, { WhoId: step.yes ? '0035g00000OtherAAA' : null });
    case 'deleteRow':
      return deleteRow(world, id);
    case 'undeleteRow':
      return undeleteRow(world, id);
    default:
      return;
  }
}

function optionsOf(world: EventWorld, step: Extract<EventStep, { do: 'run' }>): EventRunOptions {
  const ids = [...world.items.keys()];
  const chosen = (numbers: readonly number[]) => new Set(numbers.flatMap((number) => ids[number % ids.length] ?? []));
  const { mode: how, missed, unreadable, refused } = step;
  return { mode: how, missed: chosen(missed), unreadable: chosen(unreadable), refused: chosen(refused) };
}

/** A text that nobody has written before, so that every edit is a change. */
function fresh(world: EventWorld): string {
  return `${fromExchange}${nextNumber(world)}`;
}

function peopleOf(number: number) {
  return (company[number] ?? []).map((address) => addressed(address));
}

/** After these steps, and three runs that nothing disturbs: everything, then what has waited. */
export function settledWorld(settings: EventSettings, steps: readonly EventStep[]): EventWorld {
  const world = emptyEventWorld(settings);
  for (const step of steps) takeStep(world, step);
  settleDown(world);
  return world;
}

export function settleDown(world: EventWorld): void {
  for (const mode of ['full', 'delta', 'delta'] as const) runEvents(world, { mode });
}
