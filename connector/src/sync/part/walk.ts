// Links of a person: all of them in constant memory, or those of some items by their id.
import { limits } from '../../core/limits.js';
import type { LinkOf, ObjectIds } from '../../core/link.js';
import type { PersonId, SyncObject } from '../../core/model.js';
import type { StoreReads } from '../../ports/store.js';

/** In id order, a portion at a time; links that are changed on the way are not seen twice. */
export async function* walkLinks<Object extends SyncObject>(
  store: StoreReads,
  object: Object,
  person: PersonId,
): AsyncGenerator<readonly LinkOf<Object>[]> {
  for (let afterId = 0; ;) {
    const links = await store.links(object).after(person, afterId, limits.matchChunkSize);
    const last = links.at(-1);
    if (last === undefined) return;
    afterId = last.id;
    yield links;
  }
}

type Looking = { readonly services: { readonly store: StoreReads }; readonly person: PersonId };

/** By Exchange id; tombstones too. */
export async function linksOfItems<Object extends SyncObject>(
  { services, person }: Looking,
  object: Object,
  ids: readonly ObjectIds[Object]['exchange'][],
): Promise<ReadonlyMap<string, LinkOf<Object>>> {
  const links = await services.store.links(object).byExchangeIds(person, ids);
  return new Map(links.map((link) => [link.ids.exchange, link]));
}

/** By Salesforce id; tombstones too. */
export async function linksOfRecords<Object extends SyncObject>(
  { services, person }: Looking,
  object: Object,
  ids: readonly ObjectIds[Object]['salesforce'][],
): Promise<ReadonlyMap<string, LinkOf<Object>>> {
  const links = await services.store.links(object).bySalesforceIds(person, ids);
  return new Map(links.map((link) => [link.ids.salesforce, link]));
}

/** Cuts a list into portions. */
export function* portions<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
