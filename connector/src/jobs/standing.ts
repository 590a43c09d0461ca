// Says in the org that this connector is there, and finds out whether it may write: what an admin says, and whether
// another connector has the word. All of it goes along with the poll; only who waits for the word or claims it makes
// calls of its own, once a minute at most.
import { success, type Outcome } from '../core/failure.js';
import type { Heartbeat } from '../core/one-connector.js';
import type { SystemSettings } from '../core/settings/system.js';
import type { PollAnswer } from '../ports/salesforce.js';
import type { WriteStop } from '../sync/part/write-switch.js';
import type { WorkerServices } from './services.js';

export class Standing {
  /** What kept everybody from syncing at the last look; undefined = not looked yet. */
  #stop: WriteStop | null | undefined = undefined;

  constructor(private readonly services: WorkerServices) {}

  /** What is to be said with this poll: when it is time, and before the others' rows are read. */
  heartbeat(readsConnectors: boolean, nowMs: number): Heartbeat | null {
    const { writes } = this.services;
    return readsConnectors || writes.hasToBeat(nowMs) ? writes.heartbeat(nowMs) : null;
  }

  /**
   * `said` arrived with this poll. Answers whether everybody has to hear of it: since the last look writing was stopped
   * or begins again.
   */
  async take(
    settings: SystemSettings,
    connectors: PollAnswer['connectors'],
    said: Heartbeat | null,
  ): Promise<Outcome<boolean>> {
    const { writes, log } = this.services;
    if (said !== null) writes.heard(said);
    const wasStopped = writes.whyNot() === 'STOPPED_BY_ADMIN';
    writes.obey(settings);
    if (connectors !== null && writes.whyNot() === null) writes.look(connectors);
    if (writes.whyNot() === 'OTHER_CONNECTOR' && (said !== null || wasStopped)) {
      const claimed = await this.#claim();
      if (!claimed.ok) return claimed;
    }
    const stop = writes.whyNot();
    // After a start the due times in the store are good.
    const isFirst = this.#stop === undefined;
    const isOther = this.#stop !== stop;
    this.#stop = stop;
    if (isOther && stop !== null) log.warn('WRITING_STOPPED', { reason: stop });
    if (isOther && stop === null) log.info('WRITING', {});
    return success(isOther && !isFirst);
  }

  /** Both looks, if the first one finds nobody. */
  async #claim(): Promise<Outcome<null>> {
    const looked = await this.#look();
    return looked.ok && this.services.writes.isClaiming() ? this.#look() : looked;
  }

  async #look(): Promise<Outcome<null>> {
    const { writes, org, clock } = this.services;
    const heartbeat = writes.heartbeat(clock.nowMs());
    const rows = await org.beat(heartbeat);
    if (!rows.ok) return rows;
    writes.heard(heartbeat);
    writes.look(rows.value);
    return success(null);
  }
}
