// What an org keeps from the integration user although the look for changes could use it: leads, and the e-mail
// addresses of contacts and leads. Learnt from a refusal and asked for again after a while; nothing else is ever left
// out. Rule: docs/architecture.md, "How changes are noticed".
import type { Failure } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { SalesforceChange } from '../../ports/salesforce.js';

/** Whole objects and single fields that a look does without where it must. */
export type OptionalPart = 'Lead' | 'Contact.Email' | 'Lead.Email';

export class PollAccess {
  readonly #closedUntilMs = new Map<OptionalPart, number>();

  isOpen(part: OptionalPart, nowMs: number): boolean {
    return nowMs >= (this.#closedUntilMs.get(part) ?? 0);
  }

  /**
   * Takes note of a refused query; answers whether the same look goes through without what was refused. Each part is
   * closed once, so asking again comes to an end.
   */
  close(object: SalesforceChange['object'], failure: Failure, nowMs: number): boolean {
    const part = refusedPart(object, failure);
    if (part === null || !this.isOpen(part, nowMs)) return false;
    this.#closedUntilMs.set(part, nowMs + limits.salesforcePollRefusalKeptMs);
    return true;
  }
}

function refusedPart(object: SalesforceChange['object'], { code, fields = [] }: Failure): OptionalPart | null {
  if (object === 'Lead' && code === 'INVALID_TYPE') return 'Lead';
  const isOfEmail = code === 'INVALID_FIELD' && fields.includes('Email');
  return isOfEmail && (object === 'Contact' || object === 'Lead') ? `${object}.Email` : null;
}
