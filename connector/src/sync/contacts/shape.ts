// The plan in numbers, before anything of it is read in full or applied: what the guard judges.
import { carriesDeletes, writesToExchange } from '../../core/contact/plan.js';
import { editedSinceSettled } from '../../core/contact/settle.js';
import { success, type Outcome } from '../../core/failure.js';
import type { PlanShape } from '../../core/model.js';
import { limits } from '../../core/limits.js';
import type { ContactAccess, ReadyRun } from '../part/services.js';
import type { Entry } from './first-pass/entries.js';
import type { AccessGetter } from './first-pass/changes.js';
import { readSalesforce } from './second-pass/read-salesforce.js';
import { salesforceScope } from './reach.js';

type LinkedEntry = Extract<Entry, { kind: 'linked' }>;

/**
 * `linked`: live links of the person now. Asks the integration user only when a listing missed linked contacts, and the
 * person's own org only where contacts that leave the reach are removed from Exchange.
 */
export async function shapeOf(
  run: ReadyRun,
  entries: readonly Entry[],
  linked: number,
  access: AccessGetter,
): Promise<Outcome<PlanShape>> {
  const pairs = entries.filter((entry): entry is LinkedEntry => entry.kind === 'linked');
  const missing = pairs.filter((entry) => entry.salesforceFate === 'missing');
  const stillThere = await countExisting(run, missing);
  if (!stillThere.ok) return stillThere;
  const deletedInSalesforce =
    pairs.filter((entry) => entry.salesforceFate === 'deleted').length + missing.length - stillThere.value;
  const goneFromExchange = pairs.filter((entry) => entry.isReportedGone).length;
  const { settings } = run;
  const removesLeavers = settings.leavesReach === 'RemoveUnchangedCopy' && writesToExchange(settings);
  const leavers = removesLeavers ? await countLeavers(run, pairs, access) : success(0);
  if (!leavers.ok) return leavers;
  const changed = pairs.filter((entry) => !entry.isReportedGone && entry.salesforceFate === 'present');
  return success({
    linked,
    changedLinks: changed.filter((entry) => entry.isOnlyRecheck !== true).length,
    createsInExchange: entries.filter((entry) => entry.kind === 'onlySalesforce').length,
    createsInSalesforce: entries.filter((entry) => entry.kind === 'onlyExchange').length,
    newLinks: entries.filter((entry) => entry.kind === 'found').length,
    deletesInSalesforce: carriesDeletes(settings, 'exchange') ? goneFromExchange : 0,
    deletesInExchange:
      (carriesDeletes(settings, 'salesforce') ? deletedInSalesforce : 0) +
      (removesLeavers ? stillThere.value + leavers.value : 0),
    goneFromExchange,
    goneFromSalesforce: deletedInSalesforce + stillThere.value,
  });
}

/** Linked contacts that the person still sees, but which the configuration does not take any more. */
async function countLeavers(
  run: ReadyRun,
  pairs: readonly LinkedEntry[],
  access: AccessGetter,
): Promise<Outcome<number>> {
  const ids = pairs
    .filter((entry) => entry.salesforceChanged && entry.salesforceFate === 'present' && !entry.isReportedGone)
    .map((entry) => entry.salesforceId);
  const links = (await run.services.store.linksBySalesforceIds(run.person, ids)).filter((link) => link.wasInScope);
  if (links.length === 0) return success(0);
  const granted = await access();
  if (!granted.ok) return granted;
  const inScope = await granted.value.org.readContacts(
    links.map((link) => link.salesforceId),
    ['Id'],
    salesforceScope(run.settings),
  );
  return inScope.ok ? success(links.length - inScope.value.length) : inScope;
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
  const pairs = entries.filter(
    (entry): entry is LinkedEntry => entry.kind === 'linked' && !entry.isReportedGone && entry.isOnlyRecheck !== true,
  );
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
