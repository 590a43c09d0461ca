// Of several connectors on one org only one writes. Each keeps a row in the org and looks at the others'. A connector
// claims the word in two steps, so that two that begin at the same moment cannot both have it: it says WAITING and
// looks; if nobody has the word or a better claim, it says WRITING and looks once more. Whoever comes in between sees
// one of the two, or is seen by the second look. Rule: docs/decisions/0015-one-writes.md.
import { limits } from './limits.js';
import type { Instant } from './model.js';

/** Values of Exchange_Connector__c.State__c. */
export type ConnectorState = 'WAITING' | 'WRITING' | 'OFF' | 'STOPPED';

export interface ConnectorRow {
  readonly installationId: string;
  readonly state: ConnectorState;
  /** SystemModstamp: all rows are compared by the one clock of Salesforce. */
  readonly modifiedAt: Instant;
}

/** What a connector says of itself in the org. Dates are last days, `YYYY-MM-DD`; null = not known. */
export interface Heartbeat {
  readonly installationId: string;
  readonly state: ConnectorState;
  readonly version: string;
  readonly startedAt: Instant;
  readonly heartbeatAt: Instant;
  readonly microsoftKeyEnds: string | null;
  readonly salesforceKeyEnds: string | null;
}

export type ClaimStep = 'waiting' | 'claiming' | 'holding';

/**
 * The step after a look at all rows, this connector's own among them and written just before. 'holding' means that it
 * may write. Without its own row it cannot compare, and waits.
 */
export function claimStep(step: ClaimStep, installationId: string, rows: readonly ConnectorRow[]): ClaimStep {
  const own = rows.find((row) => row.installationId === installationId);
  if (own === undefined) return 'waiting';
  const heardOfSince = Date.parse(own.modifiedAt) - limits.connectorSilentMs;
  const others = rows.filter(
    (row) => row.installationId !== installationId && Date.parse(row.modifiedAt) >= heardOfSince,
  );
  if (others.some((other) => hasPrecedence(other, step, installationId))) return 'waiting';
  return step === 'waiting' ? 'claiming' : 'holding';
}

function hasPrecedence(other: ConnectorRow, step: ClaimStep, installationId: string): boolean {
  const isFirst = other.installationId < installationId;
  if (other.state === 'WRITING') return step === 'waiting' || isFirst;
  return other.state === 'WAITING' && step !== 'holding' && isFirst;
}
