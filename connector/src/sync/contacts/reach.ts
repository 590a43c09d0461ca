// Which Salesforce contacts a configuration takes: handed to Salesforce as a query, never judged here (except
// ownership, which is one field).
import { writesToExchange } from '../../core/contact/plan.js';
import type { ContactSettings } from '../../core/settings/contact.js';
import type { ContactReach } from '../../ports/salesforce.js';

export function reachOf({ scope, conditions }: ContactSettings): ContactReach {
  return { isOwnedOnly: scope === 'Owned', conditions };
}

/**
 * True when a full listing of the reach holds everything that the person can see, so that nothing has to be searched
 * for.
 */
export function listsEverythingVisible(settings: ContactSettings): boolean {
  return writesToExchange(settings) && settings.scope === 'AllVisible' && settings.conditions.length === 0;
}
