// Companies that a chunk wants to write, looked up once a run: one exact account each, or none (docs/sync-rules.md).
import type { ContactAction } from '../../../core/contact/action.js';
import { success, type Outcome } from '../../../core/failure.js';
import type { AccountId } from '../../../core/model.js';
import type { ContactAccess, FoundAccount, ReadyRun } from '../context.js';

export async function findAccounts(
  run: ReadyRun,
  access: ContactAccess,
  actions: readonly ContactAction[],
): Promise<Outcome<null>> {
  const names = new Map<string, string>();
  for (const action of actions) {
    const name = companyToWrite(action);
    if (name !== '' && !run.accounts.has(foldCompany(name))) names.set(foldCompany(name), name);
  }
  if (names.size === 0) return success(null);
  const found = await access.org.findAccounts([...names.values()]);
  if (!found.ok) return found;
  const matches = new Map<string, Map<AccountId, FoundAccount>>();
  for (const account of found.value) {
    const key = foldCompany(account.name);
    matches.set(key, (matches.get(key) ?? new Map<AccountId, FoundAccount>()).set(account.id, account));
  }
  for (const key of names.keys()) {
    const [only = null, ...others] = matches.get(key)?.values() ?? [];
    run.accounts.set(key, others.length === 0 ? only : null);
  }
  return success(null);
}

export function accountNamed(run: ReadyRun, name: string): FoundAccount | null {
  return run.accounts.get(foldCompany(name)) ?? null;
}

function companyToWrite(action: ContactAction): string {
  if (action.kind === 'createInSalesforce') return action.exchange.values['Account.Name'] ?? '';
  return action.kind === 'settle' ? (action.toSalesforce['Account.Name'] ?? '') : '';
}

/** Exact but for case and blanks around it; accents count. */
function foldCompany(name: string): string {
  return name.trim().toLowerCase();
}
