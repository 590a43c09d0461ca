// The org's daily allowance of API calls: a rolling day of emulated time, shared by everybody.
// Evidence: notes.md, "Limits".
import { refusal } from '../errors.js';
import type { OrgState } from '../state.js';

const bucketMs = 15 * 60 * 1_000;
const dayMs = 24 * 60 * 60 * 1_000;

export class DailyCalls {
  readonly #buckets = new Map<number, number>();
  readonly #state: OrgState;

  constructor(state: OrgState) {
    this.#state = state;
  }

  /** Calls of the last 24 hours, those of other integrations (a switch) included. */
  used(): number {
    const now = this.#state.world.clock.nowMs();
    let sum = this.#state.switches.otherApiRequests;
    for (const [bucket, count] of this.#buckets) {
      if ((bucket + 1) * bucketMs <= now - dayMs) this.#buckets.delete(bucket);
      else sum += count;
    }
    return sum;
  }

  /** Counts one call. Throws REQUEST_LIMIT_EXCEEDED where the allowance is used up; a refused call is not counted. */
  count(): void {
    if (this.used() >= this.#state.switches.dailyApiRequestsMax) {
      throw refusal('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', { status: 403 });
    }
    const bucket = Math.floor(this.#state.world.clock.nowMs() / bucketMs);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
  }

  /** The Sforce-Limit-Info header. */
  header(): string {
    return `api-usage=${this.used()}/${this.#state.switches.dailyApiRequestsMax}`;
  }

  limits(): unknown {
    const max = this.#state.switches.dailyApiRequestsMax;
    return {
      DailyApiRequests: { Max: max, Remaining: Math.max(0, max - this.used()) },
      DailyAsyncApexExecutions: { Max: 250_000, Remaining: 250_000 },
      DailyStreamingApiEvents: { Max: 200_000, Remaining: 200_000 },
      HourlyPublishedPlatformEvents: { Max: 250_000, Remaining: 250_000 },
    };
  }
}
