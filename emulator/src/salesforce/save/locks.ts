// Locks on accounts while a request that writes their records is being worked on (switch `accountLocks`).
// Each request gets what is free; what another one holds is refused item by item with UNABLE_TO_LOCK_ROW.
import { normalizeId } from '../ids.js';
import type { OrgState } from '../state.js';

/** Ids of all accounts that a request's path and body touch, through records too. Looks into the JSON, however deep. */
export function accountsTouched(state: OrgState, path: string, body: unknown): ReadonlySet<string> {
  const accounts = new Set<string>();
  const look = (text: string): void => {
    const id = normalizeId(text);
    if (id === null) return;
    if (id.startsWith('001')) accounts.add(id);
    const accountId = id.startsWith('003') ? state.store.table('Contact').get(id)?.['AccountId'] : null;
    if (typeof accountId === 'string') accounts.add(accountId);
  };
  const walk = (value: unknown): void => {
    if (typeof value === 'string') look(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  for (const part of path.split(/[/?&=,]|%2C/)) look(part);
  walk(body);
  return accounts;
}

/** `release` gives the locks back; `isDenied` says which accounts another request had. */
export interface HeldLocks {
  readonly isDenied: (accountId: string) => boolean;
  readonly release: () => void;
}

export class AccountLocks {
  readonly #held = new Set<string>();

  /** Takes the locks that are free. */
  acquire(accounts: ReadonlySet<string>): HeldLocks {
    const denied = new Set([...accounts].filter((id) => this.#held.has(id)));
    const taken = [...accounts].filter((id) => !denied.has(id));
    for (const id of taken) this.#held.add(id);
    return {
      isDenied: (id) => denied.has(id),
      release: () => {
        for (const id of taken) this.#held.delete(id);
      },
    };
  }
}
