// A reset of events: what is linked is looked up by id first, because Salesforce is not watched, and what somebody
// deleted there has to stay away (docs/sync-rules.md, "What becomes of an event"). Then the links are forgotten, to be
// found again. It writes to no event on either side (law P7).
import { BrokenAssumption, success, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { EventLink } from '../../core/event/model.js';
import type { Scope } from '../../ports/store.js';
import type { Services, SyncPerson } from '../part/services.js';
import type { ResetWish } from '../run.js';

export async function beginEventReset(
  services: Services,
  { user, configuration }: SyncPerson,
  { person, runNo }: Scope,
  { bringBackRemoved, settleDifferencesAnew }: ResetWish,
): Promise<Outcome<null>> {
  if (configuration.events.direction === 'DoNotSync' || services.writes.whyNot() !== null) return success(null);
  const { store } = services;
  const org = services.org.actAs({ id: person, username: user.username });
  for (let afterId = 0; ;) {
    const links = await store.eventLinksAfter(person, afterId, limits.matchChunkSize);
    const last = links.at(-1);
    if (last === undefined) break;
    afterId = last.id;
    const linked = links.filter(({ state }) => state === 'linked' || state === 'forgotten');
    const rows = await org.readEvents(
      linked.map(({ salesforceId }) => salesforceId),
      ['IsDeleted'],
    );
    if (!rows.ok) return rows;
    const there = new Set<string>(rows.value.filter((row) => row['IsDeleted'] !== true).map((row) => row.Id));
    const changedEventLinks = linked
      .filter(({ salesforceId }) => !there.has(salesforceId))
      .map((link): EventLink => ({ ...link, state: 'removedFromSalesforce' }));
    const isMine = await store.commitRun({ person, runNo, changedEventLinks });
    if (!isMine) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
  }
  const options = { dropTombstones: bringBackRemoved, dropMemory: settleDifferencesAnew };
  const forgotten = await store.forgetEventLinks(person, runNo, options);
  if (forgotten === null) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
  return success(null);
}
