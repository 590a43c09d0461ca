// Stamps on items that a person made and that were linked: written after the link, last of all, 20 a batch. The new
// changeKey is stored at once, so that our own write does not come back as a change (law P11).
import { stampPropertyId } from '../../../core/contact/stamp.js';
import { editedSinceSettled } from '../../../core/contact/settle.js';
import { limits } from '../../../core/limits.js';
import type { ContactLink } from '../../../core/link.js';
import { commit, openChunk } from '../../part/commit.js';
import type { AccessGetter } from '../../part/part.js';
import { isSliceOver } from '../../part/slice.js';
import { trailEntry } from '../../part/trail.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { stampText } from '../marks.js';
import { shownIn } from './values-after.js';

/**
 * Answers false when there are more to write but the slice is over. An item that changed meanwhile gets its stamp in
 * a later run.
 */
export async function writeStamps(run: ReadyRun, access: AccessGetter<ContactAccess>): Promise<boolean> {
  const { store, exchange } = run.services;
  for (;;) {
    const links = await store.unstampedLinks(run.person, limits.chunkSize);
    if (links.length === 0) return true;
    if (isSliceOver(run)) return false;
    const granted = await access();
    if (!granted.ok) return true;
    await openChunk(run, []);
    const outcomes = await exchange.updateContacts(
      run.mailboxId,
      links.map(({ ids, versions }) => ({
        id: ids.exchange,
        version: versions.exchange,
        body: { singleValueExtendedProperties: [{ id: stampPropertyId, value: stampText(run, ids.salesforce, null) }] },
      })),
    );
    const stamped = links.flatMap((link, index): ContactLink[] => {
      const outcome = outcomes[index];
      if (outcome?.ok !== true) return [];
      // Where Exchange takes no notice of If-Match, the version of the answer may cover somebody's edit: it stays to be
      // noticed.
      const shown = shownIn(run, granted.value, outcome.value);
      const isEdited = editedSinceSettled(link, 'exchange', shown, run.services.hasher);
      const version = isEdited ? '' : (outcome.value.changeKey ?? '');
      return [{ ...link, isStamped: true, versions: { ...link.versions, exchange: version } }];
    });
    await commit(run, {
      changedLinks: stamped,
      trail: stamped.map(({ ids }) =>
        trailEntry(run, { side: 'exchange', kind: 'stamp', recordId: ids.exchange, fields: [], reason: 'STAMPED' }),
      ),
    });
    // What could not be stamped now waits for the next run; the same ones would only come again.
    if (stamped.length < links.length) return true;
  }
}
