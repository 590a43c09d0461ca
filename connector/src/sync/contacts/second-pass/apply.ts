// Carries out the actions of one chunk: Salesforce first (its records are what Exchange items are stamped with), then
// Exchange. Every action comes back with its outcome; whole-call failures are outcomes of each item they hit.
import { BrokenAssumption, success, type Outcome } from '../../../core/failure.js';
import type { ContactAction } from '../../../core/model.js';
import { createInExchange, deleteInExchange, updateInExchange } from './apply-exchange.js';
import { createInSalesforce, deleteInSalesforce, findAccounts, updateInSalesforce } from './apply-salesforce.js';
import { untouched, type Applied } from './applied.js';
import type { ContactAccess, ReadyRun } from '../../part/services.js';

export async function apply(
  run: ReadyRun,
  access: ContactAccess,
  actions: readonly ContactAction[],
): Promise<Outcome<readonly Applied[]>> {
  const accounts = await findAccounts(run, access, actions);
  if (!accounts.ok) return accounts;
  const created = await createInSalesforce(run, access, pick(actions, 'createInSalesforce'));
  if (!created.ok) return created;
  const settles = pick(actions, 'settle');
  const updates = await updateInSalesforce(run, access, settles);
  const exchangeOutcomes = await updateInExchange(run, settles);
  const settled = updates.map(({ action, applied }): Applied => {
    const exchange = exchangeOutcomes.get(action);
    return exchange === undefined ? applied : { ...applied, exchange };
  });
  const removed = await deleteInSalesforce(access, pick(actions, 'deleteInSalesforce'));
  const made = await createInExchange(run, pick(actions, 'createInExchange'));
  const cleared = await deleteInExchange(run, pick(actions, 'deleteInExchange'));
  const quiet = actions.filter((action) => action.kind === 'retire' || action.kind === 'leave').map(untouched);
  const all = [...created.value, ...settled, ...removed, ...made, ...cleared, ...quiet];
  if (all.length !== actions.length) throw new BrokenAssumption('ACTION_WITHOUT_OUTCOME');
  return success(all);
}

function pick<Kind extends ContactAction['kind']>(
  actions: readonly ContactAction[],
  kind: Kind,
): readonly Extract<ContactAction, { kind: Kind }>[] {
  return actions.filter((action): action is Extract<ContactAction, { kind: Kind }> => action.kind === kind);
}
