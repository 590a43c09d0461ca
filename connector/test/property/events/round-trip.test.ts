// Law P10 of the event maps: what Salesforce was told, it tells again, and shaping twice is shaping once.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventFieldNames, eventFieldRow, type EventField, type EventValues } from '../../../src/core/event/fields.js';
import type { GraphEvent } from '../../../src/core/event/model.js';
import { exchangeEventFromGraph } from '../../../src/core/event/read.js';
import { eventBody } from '../../../src/core/event/salesforce-event.js';
import { isTooLong } from '../../../src/core/event/times.js';
import { valuesOf, type Exposure } from '../../../src/core/event/values.js';
import { carlaId, eventContextWith } from '../../support/core-events.js';
import { anyEventSettings, anyGraphEvent } from './samples.js';
import { emptyEventRow, eventRowAfterWrite, valuesOfRow } from './stored-event.js';

const habits = fc.record({ lineBreaks: fc.constantFrom('asSent' as const, 'crlf' as const) });
const exposure = fc.constantFrom<Exposure>('full', 'busy');
/** Salesforce says of people only whether there is anybody. */
const roundFields = eventFieldNames.filter((field) => field !== 'People');

const short = anyGraphEvent().filter((raw) => {
  const event = exchangeEventFromGraph(raw);
  return event !== null && !isTooLong(event.times);
});

function read(raw: GraphEvent, chosen: Exposure, settings: Parameters<typeof eventContextWith>[0]) {
  return valuesOf(exchangeEventFromGraph(raw)!, chosen, eventContextWith(settings));
}

function only(values: EventValues, fields: readonly EventField[]): EventValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => fields.includes(field as EventField)));
}

describe('the round trip of an event (P10)', () => {
  it('through Salesforce gives the same values, whether all are written or some', () => {
    fc.assert(
      fc.property(short, exposure, anyEventSettings, habits, (raw, chosen, settings, rowHabits) => {
        const { values } = read(raw, chosen, settings);
        const row = eventRowAfterWrite(emptyEventRow, eventBody(values, null), rowHabits);
        const known = only(values, roundFields);
        expect(only(valuesOfRow(row), Object.keys(known) as EventField[])).toEqual(known);
      }),
      { numRuns: 150 },
    );
  });

  it('of any change gives the changed values and leaves the others', () => {
    fc.assert(
      fc.property(short, short, fc.subarray(roundFields), habits, (before, after, fields, rowHabits) => {
        const [one, other] = [read(before, 'full', {}).values, read(after, 'full', {}).values];
        const stored = eventRowAfterWrite(emptyEventRow, eventBody(one, null), rowHabits);
        const change = only(other, fields);
        const changed = eventRowAfterWrite(stored, eventBody(change, undefined), rowHabits);
        expect(valuesOfRow(changed)).toEqual({ ...valuesOfRow(stored), ...change });
      }),
      { numRuns: 150 },
    );
  });

  it('says of people whether there is anybody', () => {
    const row = eventRowAfterWrite(emptyEventRow, eventBody({}, carlaId), { lineBreaks: 'asSent' });
    expect(valuesOfRow(row).People).toBe('1');
    expect(valuesOfRow(emptyEventRow).People).toBe('');
  });
});

describe('the canonical form of an event (P10)', () => {
  it('is its own form: an event that says what Salesforce says has the same values', () => {
    fc.assert(
      fc.property(short, habits, (raw, rowHabits) => {
        const { values } = read(raw, 'full', {});
        const row = eventRowAfterWrite(emptyEventRow, eventBody(values, null), rowHabits);
        const again = read(
          {
            ...raw,
            subject: row['Subject'] as string | null,
            location: { displayName: row['Location'] as string | null },
            body: { contentType: 'text', content: row['Description'] as string | null },
          },
          'full',
          {},
        );
        expect(again.values).toEqual(values);
        expect(again.problems).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('fits into Salesforce, and what had to be cut for that says so', () => {
    fc.assert(
      fc.property(anyGraphEvent(), (raw) => {
        const { values, problems } = read(raw, 'full', {});
        for (const field of ['Subject', 'Location', 'Text'] as const) {
          const value = values[field] ?? '';
          expect(value.length).toBeLessThanOrEqual(eventFieldRow(field).lengthMax ?? 0);
          if (problems.some((problem) => problem.field === field)) expect(value).toMatch(/…$/u);
        }
      }),
      { numRuns: 150 },
    );
  });
});
