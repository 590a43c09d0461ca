// What each side looks like after an action: the values that are remembered as settled. Never more than what was read
// or written.
import { contactFieldNames } from '../../../core/contact/fields.js';
import { exchangeContactFromGraph } from '../../../core/contact/map-exchange.js';
import type { ContactValues, GraphContact } from '../../../core/contact/model.js';
import { flowsOf } from '../../../core/merge.js';
import type { ContactSettings } from '../../../core/settings/contact.js';
import type { ContactAccess, ReadyRun } from '../context.js';

/**
 * The answer to a POST or PATCH shows the item as it is now, without extended properties; for those what was written
 * counts.
 * `before` is what was read earlier, {} for a new item.
 */
export function exchangeValuesAfter(
  run: ReadyRun,
  access: ContactAccess,
  before: ContactValues,
  written: ContactValues,
  answer: GraphContact,
): ContactValues {
  const shown = exchangeContactFromGraph(answer, {
    fields: run.settings.fields,
    describe: access.contact.fields,
    propertiesRead: 'listing',
  }).values;
  return { ...before, ...written, ...shown };
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
