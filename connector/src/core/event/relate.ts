// Who a Salesforce event is about: the first outsider of the meeting who is a contact that the person can see, else the
// first who is a lead. A lead never stands in for contacts of whom nobody can tell which. Pure, and independent of the
// order in which records were read.
import type { LeadId } from '../model.js';
import { preferred, type RankedContact } from '../preferred.js';
import type { ContactSettings } from '../settings/contact.js';
import type { WhoId } from './model.js';

/** Who has an address. A lead counts only where no contact has it. */
export interface KnownPeople {
  readonly contacts: ReadonlyMap<string, readonly RankedContact[]>;
  readonly leads: ReadonlyMap<string, readonly LeadId[]>;
}

export type Relation =
  | { readonly kind: 'found'; readonly who: WhoId }
  | { readonly kind: 'nobody' }
  /** Several contacts have the address and the configuration asks the person. */
  | { readonly kind: 'ambiguous' };

export function relate(
  addresses: readonly string[],
  { contacts, leads }: KnownPeople,
  severalMatches: ContactSettings['severalMatches'],
): Relation {
  let isAmbiguous = false;
  for (const address of addresses) {
    const sharers = contacts.get(address) ?? [];
    const best = sharers.length > 1 ? preferred(sharers, severalMatches) : sharers[0];
    if (best !== undefined) return { kind: 'found', who: best.id };
    isAmbiguous ||= sharers.length > 1;
  }
  if (isAmbiguous) return { kind: 'ambiguous' };
  for (const address of addresses) {
    const [lead] = [...(leads.get(address) ?? [])].sort();
    if (lead !== undefined) return { kind: 'found', who: lead };
  }
  return { kind: 'nobody' };
}

/** Somebody the person can see has one of these addresses. */
export function isAnybodyKnown(addresses: readonly string[], { contacts, leads }: KnownPeople): boolean {
  return addresses.some((address) => contacts.has(address) || leads.has(address));
}
