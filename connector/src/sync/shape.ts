// The plan in numbers, before anything of it is read in full or applied: what the guard judges.
import { carriesDeletes, writesToExchange } from '../core/contact/plan.js';
import { success, type Outcome } from '../core/failure.js';
import type { PlanShape } from '../core/model.js';
import type { ReadyRun } from './context.js';
import type { Entry } from './entries.js';

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
  return success(missing.filter((entry) => ['exists', 'merged'].includes(fates.value.get(entry.salesforceId)?.kind ?? 'gone')).length);
}
