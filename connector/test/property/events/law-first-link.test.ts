// Law P19 for events: joining an event and a record that both exist overwrites nothing that somebody wrote, private
// events apart, which must hide; what is empty in Salesforce is filled; and nothing is made twice.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventFieldNames, type EventField } from '../../../src/core/event/fields.js';
import type { GraphEvent } from '../../../src/core/event/model.js';
import { exchangeEventFromGraph } from '../../../src/core/event/read.js';
import { eventBody } from '../../../src/core/event/salesforce-event.js';
import { hiddenValues, valuesOf } from '../../../src/core/event/values.js';
import { addressed, carlaId, eventContextWith } from '../../support/core-events.js';
import { anyEventSettings } from './samples.js';
import { eventContextOf, eventIn, runEvents, verdictOf } from './world-run.js';
import { carla, editRow, emptyEventWorld, newEvent, newRowLike, rowValues, type EventWorld } from './world.js';

/** The same event on both sides: subject and times; the rest is there or not, alike or not. */
const texts = fc.record({
  place: fc.constantFrom('', 'Room 4', 'Their office'),
  text: fc.constantFrom('', 'Prices', 'Her notes'),
});
const inExchange = fc.record({
  ...{ place: fc.constantFrom('', 'Room 4'), text: fc.constantFrom('', 'Prices') },
  showAs: fc.constantFrom('busy', 'free', 'oof'),
  sensitivity: fc.constantFrom('normal', 'normal', 'private'),
  isReminderOn: fc.boolean(),
});
const inSalesforce = fc.record({
  texts,
  ShowAs: fc.constantFrom('Busy', 'Free', 'OutOfOffice'),
  isRelated: fc.boolean(),
  isPrivate: fc.boolean(),
});

type Ours = typeof inExchange extends fc.Arbitrary<infer Value> ? Value : never;
type Theirs = typeof inSalesforce extends fc.Arbitrary<infer Value> ? Value : never;

function meet(world: EventWorld, ours: Ours, theirs: Theirs) {
  const { place, text, ...rest } = ours;
  const raw: Partial<GraphEvent> = {
    ...rest,
    location: { displayName: place },
    body: { contentType: 'text', content: text },
    attendees: [addressed(carla)],
  };
  const id = newEvent(world, raw);
  newRowLike(world, id, {
    Location: theirs.texts.place,
    Description: theirs.texts.text,
    ShowAs: theirs.ShowAs,
    ...(theirs.isPrivate ? { IsPrivate: true } : { WhoId: theirs.isRelated ? carlaId : null }),
  });
  return { id, rowId: [...world.rows.keys()][0]! };
}

describe('the first run on a calendar and an org that have lived apart', () => {
  it('overwrites nothing in Salesforce, private events apart (P19)', () => {
    fc.assert(
      fc.property(anyEventSettings, inExchange, inSalesforce, (settings, ours, theirs) => {
        const world = emptyEventWorld({
          ...settings,
          selection: 'All',
          leaveOut: { ...settings.leaveOut, free: false },
        });
        const { id, rowId } = meet(world, ours, theirs);
        const before = rowValues(world, rowId);
        runEvents(world);
        const after = rowValues(world, rowId);
        if (eventIn(world, id)?.isPrivate === true) return;
        for (const field of eventFieldNames) {
          const was = before[field] ?? '';
          if (was !== '') expect([field, after[field]]).toEqual([field, was]);
        }
        expect(world.rows.size).toBe(1);
      }),
      { numRuns: 250 },
    );
  });

  it('fills what is empty there (P19)', () => {
    fc.assert(
      fc.property(anyEventSettings, inExchange, inSalesforce, (settings, ours, theirs) => {
        const world = emptyEventWorld({
          ...settings,
          selection: 'All',
          leaveOut: { ...settings.leaveOut, free: false },
        });
        const { id, rowId } = meet(world, ours, theirs);
        const before = rowValues(world, rowId);
        const verdict = verdictOf(world, eventIn(world, id)!, null);
        runEvents(world);
        if (verdict.kind === 'out') return;
        const { values } = valuesOf(eventIn(world, id)!, verdict.exposure, eventContextOf(world));
        const after = rowValues(world, rowId);
        const empty = (Object.keys(values) as EventField[]).filter(
          (field) => before[field] === '' && field !== 'People',
        );
        expect(empty.map((field) => [field, after[field]])).toEqual(empty.map((field) => [field, values[field]]));
        const mayBeRelated = settings.relate !== 'Off' && !theirs.isPrivate && values.Private === '0';
        if (before.People === '') expect(after.People).toBe(mayBeRelated ? '1' : '');
      }),
      { numRuns: 250 },
    );
  });

  it('hides in the record of a private event all but taken time, whatever stood there (P12)', () => {
    fc.assert(
      fc.property(anyEventSettings, inExchange, inSalesforce, (settings, ours, theirs) => {
        const world = emptyEventWorld({ ...settings, selection: 'All', privateEvents: 'BusyTimeOnly' });
        const { rowId } = meet(world, { ...ours, sensitivity: 'private', showAs: 'busy' }, theirs);
        runEvents(world);
        expect(rowValues(world, rowId)).toMatchObject(hiddenValues);
        expect(world.rows.size).toBe(1);
      }),
      { numRuns: 150 },
    );
  });

  it('makes nothing twice, and carries over what changes afterwards', () => {
    fc.assert(
      fc.property(anyEventSettings, inExchange, inSalesforce, (settings, ours, theirs) => {
        const world = emptyEventWorld({ ...settings, privateEvents: 'FullDetails', selection: 'All' });
        const { id, rowId } = meet(world, { ...ours, showAs: 'busy' }, theirs);
        runEvents(world);
        editRow(world, rowId, { Location: 'Her own' });
        const other = world.items.get(id)!.raw;
        world.items.set(id, { place: 'primary', raw: { ...other, subject: 'New', changeKey: 'new' } });
        world.changed.add(id);
        runEvents(world, { mode: 'delta' });
        expect(rowValues(world, rowId)).toMatchObject({ Subject: 'New', Location: 'Her own' });
        expect([world.rows.size, world.links.size]).toEqual([1, 1]);
      }),
      { numRuns: 250 },
    );
  });
});

describe('a record that was made from an event', () => {
  it('is found again by its key when the database was lost, and keeps what people wrote since', () => {
    fc.assert(
      fc.property(anyEventSettings, inExchange, texts, (settings, ours, theirs) => {
        const world = emptyEventWorld({ ...settings, selection: 'All', privateEvents: 'FullDetails' });
        const { place, text, ...rest } = ours;
        const event = { ...rest, showAs: 'busy', location: { displayName: place }, attendees: [addressed(carla)] };
        newEvent(world, { ...event, body: { contentType: 'text', content: text } });
        runEvents(world);
        const [rowId] = [...world.rows.keys()];
        editRow(world, rowId!, { Location: theirs.place, Description: theirs.text });
        const before = rowValues(world, rowId!);
        world.links.clear();
        world.round = null;
        runEvents(world);
        expect([world.rows.size, world.links.size]).toEqual([1, 1]);
        for (const field of eventFieldNames.filter((one) => (before[one] ?? '') !== '')) {
          expect([field, rowValues(world, rowId!)[field]]).toEqual([field, before[field]]);
        }
      }),
      { numRuns: 250 },
    );
  });

  it('has the values of the event, field by field', () => {
    fc.assert(
      fc.property(anyEventSettings, inExchange, (settings, ours) => {
        const { place, text, ...rest } = ours;
        const raw = { ...rest, location: { displayName: place }, body: { contentType: 'text', content: text } };
        const world = emptyEventWorld({ ...settings, selection: 'All', privateEvents: 'FullDetails' });
        newEvent(world, { ...raw, showAs: 'busy', attendees: [] });
        runEvents(world);
        const event = exchangeEventFromGraph([...world.items.values()][0]!.raw)!;
        const { values } = valuesOf(event, 'full', eventContextWith(world.settings));
        const [write] = world.writes;
        expect(write?.body).toMatchObject(eventBody(values, undefined));
      }),
      { numRuns: 250 },
    );
  });
});
