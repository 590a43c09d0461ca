// Who may manage the sync: holders of the custom permission Manage_Exchange_Sync, through a permission set, a group or
// a profile (a profile is a permission set of its own here). Which sets grant it is kept for some minutes; who holds
// them is asked each time.
import { success, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { PersonId } from '../../core/model.js';
import type { Client } from '../client.js';
import { queryAllRows, queryWithin } from '../read/queries.js';
import { distinct, idLiteral, select } from '../read/soql.js';

const grantsQuery = {
  soql: select(
    ['ParentId'],
    'SetupEntityAccess',
    "SetupEntityId IN (SELECT Id FROM CustomPermission WHERE DeveloperName = 'Manage_Exchange_Sync')",
  ),
};

export class Managers {
  readonly #client: () => Client;
  #grants: { readonly untilMs: number; readonly sets: readonly string[] } | null = null;

  constructor(client: () => Client) {
    this.#client = client;
  }

  async among(users: readonly PersonId[]): Promise<Outcome<ReadonlySet<PersonId>>> {
    if (users.length === 0) return success(new Set());
    const client = this.#client();
    const sets = await this.#sets(client);
    if (!sets.ok) return sets;
    if (sets.value.length === 0) return success(new Set());
    const rows = await queryWithin(client, {
      ...{ fields: ['AssigneeId'], object: 'PermissionSetAssignment', field: 'AssigneeId' },
      literals: distinct(users).map(idLiteral),
      where: `PermissionSetId IN (${sets.value.map(idLiteral).join(',')})`,
    });
    return rows.ok ? success(new Set(rows.value.map(({ AssigneeId }) => AssigneeId as PersonId))) : rows;
  }

  async #sets(client: Client): Promise<Outcome<readonly string[]>> {
    const nowMs = client.nowMs();
    if (this.#grants !== null && nowMs < this.#grants.untilMs) return success(this.#grants.sets);
    const rows = await queryAllRows(client, [grantsQuery]);
    if (!rows.ok) return rows;
    const sets = distinct(rows.value.map(({ ParentId }) => String(ParentId)));
    this.#grants = { untilMs: nowMs + limits.managersCacheMs, sets };
    return success(sets);
  }
}
