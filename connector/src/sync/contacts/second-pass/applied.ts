// What came of one action: the plain record that commit turns into links, findings and the write trail. No logic but
// construction.
import type { Failure, Outcome } from '../../../core/failure.js';
import type {
  ContactAction,
  ContactValues,
  FieldProblem,
  GraphContact,
  SalesforceContactId,
} from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';

export interface Applied {
  readonly action: ContactAction;
  /** Outcome of the write to Salesforce, absent when there was none. */
  readonly salesforce?: Outcome<SalesforceContactId>;
  /** Outcome of the write to Exchange (null = deleted), absent when there was none. */
  readonly exchange?: Outcome<GraphContact | null>;
  /** What was really written to Salesforce, after dropping what it could not take. */
  readonly written: ContactValues;
  readonly problems: readonly FieldProblem[];
  /** Not tried at all, for this reason. */
  readonly postponed?: ReasonCode;
}

export function untouched(action: ContactAction): Applied {
  return { action, written: {}, problems: 'problems' in action ? action.problems : [] };
}

export function failureOf(applied: Applied): Failure | null {
  if (applied.exchange !== undefined && !applied.exchange.ok) return applied.exchange.failure;
  if (applied.salesforce !== undefined && !applied.salesforce.ok) return applied.salesforce.failure;
  return null;
}
