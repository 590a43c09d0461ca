// Which of several Salesforce contacts that fit is meant, by the setting "When several contacts match". One rule for
// who pairs with a contact of the folder and for whom an event is about. Pure. Rule: docs/sync-rules.md.
import type { SalesforceContactId } from './model.js';
import { compareText } from './text/order.js';
import type { ContactSettings } from './settings/contact.js';

export interface RankedContact {
  readonly id: SalesforceContactId;
  /** Texts that sort by time; '' where it is not known. */
  readonly modifiedAt: string;
  readonly lastActivity: string;
  readonly createdAt: string;
}

/** By which time, and whether the oldest (1) or the youngest (-1) is meant; null = the person is asked. */
const orders: Readonly<
  Record<ContactSettings['severalMatches'], readonly ['modifiedAt' | 'lastActivity' | 'createdAt', 1 | -1] | null>
> = {
  MostRecentlyUpdated: ['modifiedAt', -1],
  MostRecentActivity: ['lastActivity', -1],
  OldestCreated: ['createdAt', 1],
  Ask: null,
};

/** Undefined where the setting asks the person, or there is nobody. */
export function preferred<Contact extends RankedContact>(
  contacts: readonly Contact[],
  severalMatches: ContactSettings['severalMatches'],
): Contact | undefined {
  const order = orders[severalMatches];
  if (order === null) return undefined;
  const [field, sign] = order;
  // Equal rank: the smaller id, so that every machine decides alike.
  return [...contacts].sort((a, b) => sign * compareText(a[field], b[field]) || compareText(a.id, b.id))[0];
}
