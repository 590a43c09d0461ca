// What became of Salesforce contacts that the person cannot read: deleted, merged into another, or out of the
// person's reach. The integration user is asked; a record that nobody knows any more counts as deleted
// (docs/sync-rules.md).
import type { SalesforceHalf } from '../../../core/contact/action.js';
import { assertNever, success, type Outcome } from '../../../core/failure.js';
import type { ContactLink } from '../../../core/link.js';
import type { SalesforceContactId } from '../../../core/model.js';
import { linksOfRecords } from '../../part/walk.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { salesforceIdOf, type Entry } from '../first-pass/entries.js';
import { readSalesforce, type SalesforceReadings } from './read-salesforce.js';

export interface Fates {
  /** By the id that the link or the entry names. */
  readonly halves: ReadonlyMap<string, SalesforceHalf>;
  /** Loser of a merge → winner, where the person can read the winner. */
  readonly winners: ReadonlyMap<string, SalesforceContactId>;
}

export async function findFates(
  run: ReadyRun,
  access: ContactAccess,
  entries: readonly Entry[],
  links: ReadonlyMap<string, ContactLink>,
  readings: SalesforceReadings,
): Promise<Outcome<Fates>> {
  const halves = new Map<string, SalesforceHalf>();
  const winners = new Map<string, SalesforceContactId>();
  const unread = new Set<SalesforceContactId>();
  for (const entry of entries) {
    const stored = entry.kind === 'linked' ? links.get(entry.exchangeId)?.ids.salesforce : undefined;
    const id = stored ?? salesforceIdOf(entry);
    if (id === null) continue;
    const contact = readings.get(id);
    if (contact !== undefined) halves.set(id, { kind: 'present', contact });
    else unread.add(id);
  }
  if (unread.size === 0) return success({ halves, winners });
  const second = await readSalesforce(run, access, [...unread]);
  if (!second.ok) return second;
  const asked = [...unread].filter((id) => {
    const contact = second.value.get(id);
    if (contact !== undefined) halves.set(id, { kind: 'present', contact });
    return contact === undefined;
  });
  const fates = await run.services.org.lookUpContacts(asked);
  if (!fates.ok) return fates;
  for (const id of asked) {
    const fate = fates.value.get(id);
    if (fate?.kind === 'merged') winners.set(id, fate.winner);
    else halves.set(id, halfOf(fate?.kind ?? 'gone'));
  }
  return followWinners(run, access, halves, winners);
}

function halfOf(fate: 'exists' | 'deleted' | 'gone'): SalesforceHalf {
  switch (fate) {
    case 'exists':
      return { kind: 'leftReach' };
    case 'deleted':
    case 'gone':
      return { kind: 'deleted' };
    default:
      return assertNever(fate);
  }
}

/**
 * A winner that is linked to another contact of the folder already cannot take a second one: the loser counts as
 * deleted then.
 */
async function followWinners(
  run: ReadyRun,
  access: ContactAccess,
  halves: Map<string, SalesforceHalf>,
  winners: Map<string, SalesforceContactId>,
): Promise<Outcome<Fates>> {
  if (winners.size === 0) return success({ halves, winners });
  const ids = [...new Set(winners.values())];
  const read = await readSalesforce(run, access, ids);
  if (!read.ok) return read;
  const linked = await linksOfRecords(run, 'Contact', ids);
  const claimed = new Set<string>();
  for (const [loser, winner] of [...winners]) {
    const contact = read.value.get(winner);
    if (contact === undefined || linked.has(winner) || claimed.has(winner)) {
      winners.delete(loser);
      halves.set(loser, contact === undefined ? { kind: 'leftReach' } : { kind: 'deleted' });
      continue;
    }
    claimed.add(winner);
    halves.set(loser, { kind: 'present', contact });
  }
  return success({ halves, winners });
}
