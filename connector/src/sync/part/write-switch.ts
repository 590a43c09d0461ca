// Whether this process may write just now: switched on by its operator, not stopped by an admin, and the only connector
// of the org that writes. The poll tells it what the org says; each run asks before it begins and between chunks.
import {
  claimStep,
  type ClaimStep,
  type ConnectorRow,
  type ConnectorState,
  type Heartbeat,
} from '../../core/one-connector.js';
import { limits } from '../../core/limits.js';
import { toInstant } from '../../core/model.js';
import type { ClockPort } from '../../ports/clock.js';

/** Why nothing is written; reason codes. */
const writeStops = ['WRITES_OFF', 'STOPPED_BY_ADMIN', 'OTHER_CONNECTOR'] as const;
export type WriteStop = (typeof writeStops)[number];

export function isWriteStop(code: string): code is WriteStop {
  return writeStops.some((stop) => stop === code);
}

export interface Identity extends Pick<
  Heartbeat,
  'installationId' | 'version' | 'microsoftKeyEnds' | 'salesforceKeyEnds'
> {
  /** `WRITES` of the operator. */
  readonly isOn: boolean;
  readonly startedAtMs: number;
}

export class WriteSwitch {
  #step: ClaimStep = 'waiting';
  #isStopped = false;
  /** The last heartbeat that arrived in the org. */
  #heard: Heartbeat | null = null;

  constructor(
    private readonly identity: Identity,
    private readonly clock: Pick<ClockPort, 'nowMs'>,
  ) {}

  /** Null = this connector may write. */
  whyNot(): WriteStop | null {
    if (!this.identity.isOn) return 'WRITES_OFF';
    if (this.#isStopped) return 'STOPPED_BY_ADMIN';
    return this.#claim() === 'holding' ? null : 'OTHER_CONNECTOR';
  }

  /** The claim takes a second look, which need not wait for the next poll. */
  isClaiming(): boolean {
    return this.#claim() === 'claiming';
  }

  /** What an admin says. Whoever is stopped lays the claim down. */
  obey({ stopsAllWriting }: { readonly stopsAllWriting: boolean }): void {
    this.#isStopped = stopsAllWriting;
    if (stopsAllWriting) this.#step = 'waiting';
  }

  /** Once a minute, and when there is something else to say than what arrived last. */
  hasToBeat(nowMs: number): boolean {
    return this.#heard?.state !== this.#state() || this.#silentForMs(nowMs) >= limits.heartbeatEveryMs;
  }

  /** This heartbeat arrived in the org. */
  heard(heartbeat: Heartbeat): void {
    this.#heard = heartbeat;
  }

  /** After a heartbeat was written and all rows were read, in this order; only by who is neither off nor stopped. */
  look(rows: readonly ConnectorRow[]): void {
    this.#step = claimStep(this.#claim(), this.identity.installationId, rows);
  }

  heartbeat(nowMs: number): Heartbeat {
    const { installationId, version, microsoftKeyEnds, salesforceKeyEnds, startedAtMs } = this.identity;
    return {
      installationId,
      state: this.#state(),
      version,
      startedAt: toInstant(startedAtMs),
      heartbeatAt: toInstant(nowMs),
      microsoftKeyEnds,
      salesforceKeyEnds,
    };
  }

  #state(): ConnectorState {
    if (!this.identity.isOn) return 'OFF';
    if (this.#isStopped) return 'STOPPED';
    return this.#claim() === 'waiting' ? 'WAITING' : 'WRITING';
  }

  /** Laid down long before others take it for gone: it may have slept, or Salesforce was out of reach. */
  #claim(): ClaimStep {
    if (this.#silentForMs(this.clock.nowMs()) >= limits.connectorHoldsMs) this.#step = 'waiting';
    return this.#step;
  }

  #silentForMs(nowMs: number): number {
    return this.#heard === null ? Infinity : nowMs - Date.parse(this.#heard.heartbeatAt);
  }
}
