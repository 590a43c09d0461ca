// What each side looks like after an action: the values that are remembered as settled. Never more than what was read
// or written.
import { comparable } from '../../../core/contact/canonical.js';
import { contactFieldNames, type ContactField } from '../../../core/contact/fields.js';
import { exchangeContactFromGraph } from '../../../core/contact/map-exchange.js';
import type { ContactValues, GraphContact } from '../../../core/contact/model.js';
import { flowsOf } from '../../../core/merge.js';
import type { ContactSettings } from '../../../core/settings/contact.js';
import type { ContactAccess, ReadyRun } from '../context.js';

/**
 * The answer to a POST or PATCH shows the item as it is now, without extended properties; for those what was written
 * counts. `before` is what was read earlier, {} for a new item.
 */
export function exchangeValuesAfter(
  run: ReadyRun,
  access: ContactAccess,
  before: ContactValues,
  written: ContactValues,
  answer: GraphContact,
): ContactValues {
  return { ...before, ...written, ...shownIn(run, access, answer) };
}

/**
 * Of an update, only what was written is taken from the answer. Another field that it shows changed was edited between
 * our read and our write: that is no memory of ours but an edit to be noticed (`isEdited`), for the version of the
 * answer covers it.
 */
export function exchangeUpdated(
  run: ReadyRun,
  access: ContactAccess,
  before: ContactValues,
  written: ContactValues,
  answer: GraphContact,
): { readonly values: ContactValues; readonly isEdited: boolean } {
  const shown = shownIn(run, access, answer);
  const values: Partial<Record<ContactField, string>> = { ...before, ...written };
  let isEdited = false;
  for (const field of contactFieldNames) {
    const now = shown[field];
    if (now === undefined) continue;
    if (written[field] !== undefined) values[field] = now;
    else if (before[field] !== undefined) isEdited ||= comparable(field, now) !== comparable(field, before[field]);
  }
  return { values, isEdited };
}

/** What the answer to a write shows, without what it does not tell. */
export function shownIn({ settings }: ReadyRun, access: ContactAccess, answer: GraphContact): ContactValues {
  return exchangeContactFromGraph(answer, {
    fields: settings.fields,
    describe: access.contact.fields,
    propertiesRead: 'listing',
  }).values;
}

/** A new Exchange contact is empty in every field that was not written. */
export function emptyWhereUnwritten(known: ContactValues): ContactValues {
  return Object.fromEntries(
    contactFieldNames.filter((field) => known[field] !== undefined).map((field) => [field, '']),
  );
}

/** Those of the values whose field the configuration lets out of Salesforce. */
export function outgoing(values: ContactValues, settings: ContactSettings): ContactValues {
  return Object.fromEntries(
    contactFieldNames
      .filter((field) => values[field] !== undefined && flowsOf('BothWays', settings.fields[field]).toExchange)
      .map((field) => [field, values[field]]),
  );
}
