// Exchange's own limits per app and mailbox: requests in flight, and requests in ten minutes of the emulated clock.
// Refused requests count too. Every part of a batch is a request. Evidence: notes.md, "Throttling".
import type { World } from '../../world.js';
import type { Switches } from '../switches.js';
import { Refusal } from './errors.js';

const minuteMs = 60_000;
const windowMinutes = 10;

interface Use {
  inFlight: number;
  /** Requests by minute of the emulated clock, oldest first. */
  minutes: { readonly minute: number; requests: number }[];
}

export class Throttle {
  readonly #uses = new Map<string, Use>();
  readonly #world: World;
  readonly #switches: Switches;

  constructor(world: World, switches: Switches) {
    this.#world = world;
    this.#switches = switches;
  }

  /** Counts a request in; `refusal` says whether it is over a limit. Call `leave` when it is answered. */
  enter(clientId: string, mailboxId: string): { readonly refusal: Refusal | null; readonly leave: () => void } {
    const key = `${clientId} ${mailboxId}`;
    const use = this.#uses.get(key) ?? { inFlight: 0, minutes: [] };
    this.#uses.set(key, use);
    use.inFlight += 1;
    const isOverRate = this.#countMinute(use) > this.#switches.requestsPerTenMinutes;
    const isOverConcurrency = use.inFlight > this.#switches.concurrencyMax;
    const refusal = isOverConcurrency
      ? throttled('MailboxConcurrency', this.#switches.retryAfter)
      : isOverRate
        ? throttled('RequestThrottling', this.#untilRoom(use))
        : null;
    return {
      refusal,
      leave: () => {
        use.inFlight -= 1;
      },
    };
  }

  #countMinute(use: Use): number {
    const minute = Math.floor(this.#world.clock.nowMs() / minuteMs);
    use.minutes = use.minutes.filter((entry) => entry.minute > minute - windowMinutes);
    const current = use.minutes.at(-1);
    if (current?.minute === minute) current.requests += 1;
    else use.minutes.push({ minute, requests: 1 });
    return use.minutes.reduce((sum, entry) => sum + entry.requests, 0);
  }

  /** Seconds until the oldest minute leaves the window. */
  #untilRoom(use: Use): string {
    const oldest = use.minutes[0]?.minute ?? 0;
    return String(Math.ceil(((oldest + windowMinutes) * minuteMs - this.#world.clock.nowMs()) / 1000));
  }
}

function throttled(limit: string, retryAfter: string): Refusal {
  return new Refusal(
    429,
    'ApplicationThrottled',
    `Application is over its ${limit} limit.`,
    retryAfter === '' ? {} : { 'Retry-After': retryAfter },
  );
}
