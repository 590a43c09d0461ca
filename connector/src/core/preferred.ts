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

/** Undefined where the setting asks the person, or there is nobody. */
export function preferred<Contact extends RankedContact>(
  contacts: readonly Contact[],
  severalMatches: ContactSettings['severalMatches'],
): Contact | undefined {
  if (severalMatches === 'Ask') return undefined;
  const rank = (contact: Contact): string => {
    if (severalMatches === 'MostRecentlyUpdated') return contact.modifiedAt;
    return severalMatches === 'MostRecentActivity' ? contact.lastActivity : contact.createdAt;
  };
  const sign = severalMatches === 'OldestCreated' ? 1 : -1;
  // Equal rank: the smaller id, so that every machine decides alike.
  return [...contacts].sort((a, b) => sign * compareText(rank(a), rank(b)) || compareText(a.id, b.id))[0];
}
