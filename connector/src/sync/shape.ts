// The plan in numbers, before anything of it is read in full or applied: what the guard judges.
import { carriesDeletes, writesToExchange } from '../core/contact/plan.js';
import { editedSinceSettled } from '../core/contact/settle.js';
import { success, type Outcome } from '../core/failure.js';
import type { PlanShape } from '../core/model.js';
import { limits } from '../core/limits.js';
import type { ContactAccess, ReadyRun } from './context.js';
import type { Entry } from './entries.js';
import { readSalesforce } from './read-salesforce.js';

type LinkedEntry = Extract<Entry, { kind: 'linked' }>;

/** `linked`: live links of the person now. Asks the integration user only when a listing missed linked contacts. */
export async function shapeOf(run: ReadyRun, entries: readonly Entry[], linked: number): Promise<Outcome<PlanShape>> {
  const pairs = entries.filter((entry): entry is LinkedEntry => entry.kind === 'linked');
  const missing = pairs.filter((entry) => entry.salesforceFate === 'missing');
  const stillThere = await countExisting(run, missing);
  if (!stillThere.ok) return stillThere;
  const deletedInSalesforce =
    pairs.filter((entry) => entry.salesforceFate === 'deleted').length + missing.length - stillThere.value;
  const goneFromExchange = pairs.filter((entry) => entry.isReportedGone).length;
  const { settings } = run;
  const removesLeavers = settings.leavesReach === 'RemoveUnchangedCopy' && writesToExchange(settings);
  return success({
    linked,
    changedLinks: pairs.length - goneFromExchange - deletedInSalesforce - stillThere.value,
    createsInExchange: entries.filter((entry) => entry.kind === 'onlySalesforce').length,
    createsInSalesforce: entries.filter((entry) => entry.kind === 'onlyExchange').length,
    newLinks: entries.filter((entry) => entry.kind === 'found').length,
    deletesInSalesforce: carriesDeletes(settings, 'exchange') ? goneFromExchange : 0,
    deletesInExchange:
      (carriesDeletes(settings, 'salesforce') ? deletedInSalesforce : 0) + (removesLeavers ? stillThere.value : 0),
    goneFromExchange,
    goneFromSalesforce: deletedInSalesforce + stillThere.value,
  });
}

/** Linked contacts that the person cannot see any more but that exist: they left the person's reach. */
async function countExisting(run: ReadyRun, missing: readonly LinkedEntry[]): Promise<Outcome<number>> {
  if (missing.length === 0) return success(0);
  const fates = await run.services.org.lookUpContacts(missing.map((entry) => entry.salesforceId));
  if (!fates.ok) return fates;
  return success(
    missing.filter((entry) => ['exists', 'merged'].includes(fates.value.get(entry.salesforceId)?.kind ?? 'gone'))
      .length,
  );
}

/**
 * Of the links that only Salesforce spoke of, those whose contents differ from what was settled; all that Exchange
 * spoke of.
 */
export async function countReallyChanged(
  run: ReadyRun,
  access: ContactAccess,
  entries: readonly Entry[],
): Promise<Outcome<number>> {
  const pairs = entries.filter((entry): entry is LinkedEntry => entry.kind === 'linked' && !entry.isReportedGone);
  const doubtful = pairs.filter((entry) => !entry.exchangeChanged && entry.salesforceFate === 'present');
  let changed = pairs.filter((entry) => entry.exchangeChanged).length;
  for (let from = 0; from < doubtful.length; from += limits.matchChunkSize) {
    const ids = doubtful.slice(from, from + limits.matchChunkSize).map((entry) => entry.salesforceId);
    const read = await readSalesforce(run, access, ids);
    if (!read.ok) return read;
    for (const link of await run.services.store.linksBySalesforceIds(run.person, ids)) {
      const contact = read.value.contacts.get(link.salesforceId);
      if (contact !== undefined && editedSinceSettled(link, 'salesforce', contact.values, run.services.hasher))
        changed += 1;
    }
  }
  return success(changed);
}
