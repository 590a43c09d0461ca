// Says in the org that this connector is there, and finds out whether it may write: what an admin says, and whether
// another connector has the word. All of it goes along with the poll; only who waits for the word or claims it makes
// calls of its own, once a minute at most.
import { success, type Outcome } from '../core/failure.js';
import { limits } from '../core/limits.js';
import type { ConnectorState, Heartbeat } from '../core/one-connector.js';
import type { SystemSettings } from '../core/system-settings.js';
import type { PollAnswer } from '../ports/salesforce.js';
import type { WriteStop } from '../sync/write-switch.js';
import type { WorkerServices } from './services.js';

export class Standing {
  #saidAtMs = 0;
  #saidState: ConnectorState | null = null;
  /** What kept everybody from syncing at the last look; undefined = not looked yet. */
  #stop: WriteStop | null | undefined = undefined;

  constructor(private readonly services: WorkerServices) {}

  /**
   * What is to be said with this poll: once a minute, when there is something else to say, and before the others' rows
   * are read.
   */
  heartbeat(readsConnectors: boolean, nowMs: number): Heartbeat | null {
    const heartbeat = this.services.writes.heartbeat(nowMs);
    if (!readsConnectors && !this.#isTimeToSay(nowMs) && heartbeat.state === this.#saidState) return null;
    this.#saidAtMs = nowMs;
    this.#saidState = heartbeat.state;
    return heartbeat;
  }

  /**
   * `hasSaid`: a heartbeat went along with this poll. Answers whether everybody has to hear of it: since the last look
   * writing was stopped or begins again.
   */
  async take(
    settings: SystemSettings,
    connectors: PollAnswer['connectors'],
    hasSaid: boolean,
  ): Promise<Outcome<boolean>> {
    const { writes, log } = this.services;
    const wasStopped = writes.whyNot() === 'STOPPED_BY_ADMIN';
    writes.obey(settings);
    if (connectors !== null && writes.whyNot() === null) writes.look(connectors);
    if (writes.whyNot() === 'OTHER_CONNECTOR' && (hasSaid || wasStopped)) {
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
    const nowMs = clock.nowMs();
    const heartbeat = writes.heartbeat(nowMs);
    const rows = await org.beat(heartbeat);
    if (!rows.ok) return rows;
    writes.heard(nowMs);
    this.#saidState = heartbeat.state;
    writes.look(rows.value);
    return success(null);
  }

  #isTimeToSay(nowMs: number): boolean {
    return nowMs - this.#saidAtMs >= limits.heartbeatEveryMs;
  }
}
