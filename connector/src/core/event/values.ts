// Canonical values of an event: what Salesforce may be told of it, and nothing besides. How each field is read stands
// in fields.ts; what a private event hides is not in its values (law P12). Rule: docs/fields.md.
import type { EventSettings } from '../settings/event.js';
import { cutWithMark } from '../text/clean.js';
import { eventFieldNames, eventFieldRow, type EventField, type EventProblem, type EventValues } from './fields.js';
import type { ExchangeEvent, ValueContext } from './model.js';

export interface ReadValues {
  readonly values: EventValues;
  readonly problems: readonly EventProblem[];
}

/** What is left of a private event: busy time, and that it is private. */
export const hiddenValues: EventValues = Object.fromEntries(
  eventFieldNames.flatMap((field) => {
    const { hidden } = eventFieldRow(field);
    return hidden === null ? [] : [[field, hidden]];
  }),
);

/** `busy`: times, that somebody is busy, and nothing else. */
export type Exposure = 'full' | 'busy';

const privateExposures: Readonly<Record<EventSettings['privateEvents'], Exposure | null>> = {
  DoNotSync: null,
  BusyTimeOnly: 'busy',
  FullDetails: 'full',
};

/** How much of the event may be shown; null: nothing at all. */
export function exposureOf({ isPrivate }: ExchangeEvent, settings: EventSettings): Exposure | null {
  return isPrivate ? privateExposures[settings.privateEvents] : 'full';
}

/** Of what is hidden nothing is read, so that nothing of it can get into a value or a problem. */
export function valuesOf(event: ExchangeEvent, exposure: Exposure, context: ValueContext): ReadValues {
  const values: Partial<Record<EventField, string>> = {};
  const problems: EventProblem[] = [];
  for (const field of eventFieldNames) {
    const row = eventFieldRow(field);
    const hidden = exposure === 'busy' ? row.hidden : null;
    const isWanted = row.isWanted?.(context.settings, event.isPrivate) !== false;
    const value = hidden ?? (isWanted ? row.read(event, context) : undefined);
    if (value === undefined) continue;
    values[field] = cutWithMark(value, row.lengthMax ?? value.length);
    if (values[field] !== value) problems.push({ field, reason: 'FIELD_TOO_LONG' });
  }
  return { values, problems };
}
