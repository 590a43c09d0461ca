// Stamps on items that a person made and that were linked: written after the link, last of all, 20 a batch. The new
// changeKey is stored at once, so that our own write does not come back as a change (law P11).
import { stampPropertyId } from '../../../core/contact/stamp.js';
import { BrokenAssumption } from '../../../core/failure.js';
import { limits } from '../../../core/limits.js';
import type { Link } from '../../../core/model.js';
import type { ReadyRun } from '../../part/services.js';
import { plainStamp } from '../first-pass/unlinked.js';
import { isSliceOver } from '../../part/slice.js';

/**
 * Answers false when there are more to write but the slice is over. An item that changed meanwhile gets its stamp in
 * a later run.
 */
export async function writeStamps(run: ReadyRun): Promise<boolean> {
  const { store, exchange } = run.services;
  for (;;) {
    const links = await store.unstampedLinks(run.person, limits.chunkSize);
    if (links.length === 0) return true;
    if (isSliceOver(run)) return false;
    const outcomes = await exchange.updateContacts(
      run.mailboxId,
      links.map((link) => ({
        id: link.exchangeId,
        version: link.exchangeVersion,
        body: { singleValueExtendedProperties: [{ id: stampPropertyId, value: plainStamp(run, link.salesforceId) }] },
      })),
    );
    const stamped = links.flatMap((link, index): Link[] => {
      const outcome = outcomes[index];
      if (outcome?.ok !== true) return [];
      return [{ ...link, isStamped: true, exchangeVersion: outcome.value.changeKey ?? '' }];
    });
    const isMine = await store.commitRun({ person: run.person, runNo: run.scope.runNo, changedLinks: stamped });
    if (!isMine) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
    // What could not be stamped now waits for the next run; the same ones would only come again.
    if (stamped.length < links.length) return true;
  }
}
