// Is it really gone? A tombstone in a delta, a missing line in a listing, a 404: none of them is proof by itself.
// Gone is what was reported gone AND cannot be read (or lies outside every contact folder), while the folder is ours
// and another item can be read. Rule: docs/sync-rules.md.
import type { ExchangeHalf } from '../../../core/contact/action.js';
import type { GraphContact } from '../../../core/contact/model.js';
import type { Outcome } from '../../../core/failure.js';
import { isTombstone, type ContactLink } from '../../../core/link.js';
import type { FolderId } from '../../../core/model.js';
import { controlReadSucceeds } from '../../part/control-read.js';
import type { ReadyRun } from '../context.js';
import { exchangeIdOf, type Work } from '../first-pass/entries.js';

type Reads = ReadonlyMap<string, Outcome<GraphContact> | undefined>;

/**
 * Halves of the items that are not simply there; the caller has just seen that the folder is ours. Items that can be
 * read in our folder are not in the answer.
 */
export async function confirmRemovals(
  run: ReadyRun,
  entries: readonly Work[],
  reads: Reads,
  links: ReadonlyMap<string, ContactLink>,
): Promise<ReadonlyMap<string, ExchangeHalf>> {
  const halves = new Map<string, ExchangeHalf>();
  const missing: Work[] = [];
  for (const entry of entries) {
    const id = exchangeIdOf(entry);
    const read = id === null ? undefined : reads.get(id);
    if (id === null || read === undefined) continue;
    if (!read.ok) {
      const isGone = read.failure.class === 'notFound';
      // Nothing can be deleted because of an item that has no link: it is only forgotten.
      halves.set(id, { kind: isGone && entry.kind !== 'linked' ? 'deleted' : 'unknown' });
      if (isGone && mayBeGone(entry, links.get(id))) missing.push(entry);
    } else if (read.value.parentFolderId !== run.placeId) {
      halves.set(id, await whereTo(run, read.value.parentFolderId as FolderId | undefined));
    }
  }
  if (missing.length === 0 || !(await isProven(run, entries, reads))) return halves;
  for (const entry of missing) if (entry.kind === 'linked') halves.set(entry.exchangeId, { kind: 'deleted' });
  return halves;
}

/** A tombstone of ours is gone already as far as we care; a live link must have been reported. */
function mayBeGone(entry: Work, link: ContactLink | undefined): boolean {
  return entry.kind === 'linked' && (entry.exchange === 'gone' || (link !== undefined && isTombstone(link)));
}

/** In another contact folder: moved out. In a folder that is no contact folder (Deleted Items): deleted. */
async function whereTo(run: ReadyRun, folder: FolderId | undefined): Promise<ExchangeHalf> {
  if (folder === undefined) return { kind: 'unknown' };
  const found = await run.services.exchange.readFolder(run.mailboxId, folder);
  if (found.ok) return { kind: 'movedOut' };
  return found.failure.class === 'notFound' ? { kind: 'deleted' } : { kind: 'unknown' };
}

async function isProven(run: ReadyRun, entries: readonly Work[], reads: Reads): Promise<boolean> {
  for (const read of reads.values()) if (read?.ok === true && read.value.parentFolderId === run.placeId) return true;
  const asked = new Set<string>(entries.flatMap((entry) => (entry.kind === 'linked' ? [entry.exchangeId] : [])));
  return controlReadSucceeds(run, 'Contact', asked, async (others) => {
    const { contacts } = await run.services.exchange.readContacts(run.mailboxId, others);
    return contacts.some(({ ok }) => ok);
  });
}
