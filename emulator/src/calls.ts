// The book of calls: what went over the wire, by system, route, mailbox and user. Figures in docs and tests come
// from here.

export type System = 'exchange' | 'salesforce' | 'microsoft-token' | 'salesforce-token';

export interface Call {
  /** 1, 2, 3 … over the whole world, in the order of arrival. */
  readonly index: number;
  readonly system: System;
  readonly method: string;
  /** Route with placeholders, for example `/users/{user}/contactFolders/{folder}/contacts/delta`. */
  readonly route: string;
  /** The mailbox (user id) or the Salesforce username that the call is for, where it has one. */
  readonly user: string | null;
  /** True for a part of a `$batch`; the envelope has an entry of its own with route `/$batch`. */
  readonly isSubRequest: boolean;
  status: number | null;
}

interface CallCounts {
  /** HTTP requests on the wire (batch envelopes count, their parts do not). */
  readonly requests: number;
  /** Requests that Graph counts one by one: parts of batches and single requests, envelopes not. */
  readonly subRequests: number;
  readonly byRoute: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
}

export class CallBook {
  readonly #calls: Call[] = [];
  readonly #inFlight = new Map<string, number>();
  readonly #mostInFlight = new Map<string, number>();

  open(call: Omit<Call, 'index' | 'status'>): Call {
    const entry: Call = { ...call, index: this.#calls.length + 1, status: null };
    this.#calls.push(entry);
    return entry;
  }

  /** Marks one request to a mailbox as being worked on; call the result when it is answered. */
  enter(mailbox: string): () => void {
    const now = (this.#inFlight.get(mailbox) ?? 0) + 1;
    this.#inFlight.set(mailbox, now);
    this.#mostInFlight.set(mailbox, Math.max(now, this.#mostInFlight.get(mailbox) ?? 0));
    return () => {
      this.#inFlight.set(mailbox, (this.#inFlight.get(mailbox) ?? 1) - 1);
    };
  }

  inFlight(mailbox: string): number {
    return this.#inFlight.get(mailbox) ?? 0;
  }

  mostInFlight(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#mostInFlight);
  }

  /** How many calls there have been; give it to `since` later to look at what came after. */
  mark(): number {
    return this.#calls.length;
  }

  since(mark = 0): readonly Call[] {
    return this.#calls.slice(mark);
  }

  counts(system: System, filter: { since?: number; user?: string } = {}): CallCounts {
    const byRoute: Record<string, number> = {};
    const byStatus: Record<string, number> = {};
    let requests = 0;
    let subRequests = 0;
    for (const call of this.since(filter.since ?? 0)) {
      if (call.system !== system || (filter.user !== undefined && call.user !== filter.user)) continue;
      const key = `${call.method} ${call.route}`;
      byRoute[key] = (byRoute[key] ?? 0) + 1;
      byStatus[String(call.status)] = (byStatus[String(call.status)] ?? 0) + 1;
      if (!call.isSubRequest) requests += 1;
      if (call.route !== '/$batch') subRequests += 1;
    }
    return { requests, subRequests, byRoute, byStatus };
  }
}
