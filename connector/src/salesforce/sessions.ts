// One client and one cache of descriptions per user, for at most so many users: the one not used for longest is
// forgotten, which costs a sign-in.
import { limits } from '../core/limits.js';
import { Client, type ClientParts } from './client.js';
import { Descriptions, DescriptionShelf } from './read/describe.js';

export interface Session {
  readonly client: Client;
  readonly descriptions: Descriptions;
}

export class Sessions {
  readonly #parts: ClientParts;
  readonly #max: number;
  readonly #shelf = new DescriptionShelf();
  readonly #sessions = new Map<string, Session>();

  constructor(parts: ClientParts, max: number = limits.salesforceSessionsMax) {
    this.#parts = parts;
    this.#max = max;
  }

  get(username: string): Session {
    const session = this.#sessions.get(username) ?? this.#open(username);
    // A Map keeps the order of setting: the first key is the one that was used longest ago.
    this.#sessions.delete(username);
    this.#sessions.set(username, session);
    if (this.#sessions.size > this.#max) this.#forgetOldest();
    return session;
  }

  #open(username: string): Session {
    const client = new Client(username, this.#parts);
    return { client, descriptions: new Descriptions(client, this.#parts.clock, this.#shelf) };
  }

  #forgetOldest(): void {
    const oldest = this.#sessions.keys().next();
    if (oldest.done !== true) this.#sessions.delete(oldest.value);
  }
}
