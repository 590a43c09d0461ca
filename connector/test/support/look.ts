// Both emulated systems as the oracle of verify/ sees them, at this moment, and what the connector tells of itself,
// read out of its store. It judges nothing.
import type { Emulator } from '../../../emulator/src/start.js';
import { Systems } from '../../../verify/systems.js';
import type { Told, ToldByPerson } from '../../../verify/told.js';
import { isSyncing } from '../../src/core/link.js';
import type { PersonId, SyncObject } from '../../src/core/model.js';
import { reasons } from '../../src/core/reasons.js';
import type { StorePort } from '../../src/ports/store.js';

const all = 10_000;

export function lookAt({ exchange, salesforce }: Emulator): Systems {
  return new Systems(structuredClone({ exchange: exchange.dump(), salesforce: salesforce.dump() }));
}

export async function toldBy(
  store: StorePort,
  object: SyncObject,
  people: readonly { readonly userId: string }[],
): Promise<ToldByPerson> {
  const told = people.map(async ({ userId }) => [userId, await toldOf(store, object, userId as PersonId)] as const);
  return new Map(await Promise.all(told));
}

async function toldOf(store: StorePort, object: SyncObject, person: PersonId): Promise<Told> {
  const links = await store.links(object).after(person, 0, all);
  const counts = { leftOut: 0, waiting: 0, issue: 0, done: 0 };
  const told = new Map<string, string[]>();
  for (const { reason, number } of await store.countFindings(person, object)) {
    counts[reasons[reason].kind] += number;
    for (const { itemId } of await store.listFindings(person, object, reason, all)) {
      told.set(itemId, [...(told.get(itemId) ?? []), reason]);
    }
  }
  const sent = (await store.sentRows(person)).filter((row) => row.object === object && row.state === 'open');
  const open = object === 'Contact' ? sent : await store.openMeetings(person);
  return {
    pairs: links.filter(isSyncing).map((link) => ({
      recordId: link.ids.salesforce,
      itemId: link.ids.exchange,
      span: 'startsAtMs' in link ? link : null,
    })),
    remembered: new Set(links.filter((link) => !isSyncing(link)).flatMap(({ ids }) => [ids.salesforce, ids.exchange])),
    reasons: told,
    counts: { leftOut: counts.leftOut, waiting: counts.waiting, issues: counts.issue },
    open: open.length,
  };
}
