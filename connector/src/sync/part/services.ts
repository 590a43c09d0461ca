// What every run works with, and whose runs there are. No logic here.
import type { Hasher } from '../../core/hash.js';
import type { OrgId } from '../../core/model.js';
import type { Configuration } from '../../core/settings/configuration.js';
import type { Log } from '../../log.js';
import type { ClockPort } from '../../ports/clock.js';
import type { ExchangePort } from '../../ports/exchange.js';
import type { OrgPort, OrgUser } from '../../ports/salesforce.js';
import type { StorePort } from '../../ports/store.js';
import type { WriteSwitch } from './write-switch.js';

interface Tuning {
  readonly inDoubtWaitMs: number;
  readonly sweepEveryMs: number;
  readonly betweenRunsMs: number;
  /** A run whose process died may be taken over after this time. */
  readonly leaseMs: number;
}

export interface Services {
  readonly exchange: ExchangePort;
  readonly org: OrgPort;
  readonly store: StorePort;
  readonly clock: ClockPort;
  readonly hasher: Hasher;
  readonly log: Log;
  readonly orgId: OrgId;
  /** Entra tenant, a part of the key of a meeting. */
  readonly tenantId: string;
  readonly tuning: Tuning;
  /** While it says no, nobody's contacts and events are read or written; the status says why. */
  readonly writes: Pick<WriteSwitch, 'whyNot'>;
  /** A fresh name for a write. */
  newId(): string;
  /** Eight random bytes as text, for the memory of a new link. */
  newMemoryKey(): string;
}

/** Somebody in an active configuration. */
export interface SyncPerson {
  readonly user: OrgUser;
  readonly configuration: Configuration;
  /**
   * The company's own, in lower case, sorted: those of the e-mail addresses of everybody who syncs, and those that an
   * admin named besides.
   */
  readonly companyDomains: readonly string[];
  /** Another person of the fleet has the same e-mail address, and so the same mailbox. */
  readonly hasTwinAddress?: true;
  /** An admin allows mailboxes of certain domains only, and this one is of another. */
  readonly isDomainRefused?: true;
}
