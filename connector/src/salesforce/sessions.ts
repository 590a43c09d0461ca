// One client and one cache of descriptions per user, for at most so many users: the one not used for longest is
// forgotten, which costs a sign-in.
import { LRUCache } from 'lru-cache';
import { limits } from '../core/limits.js';
import { Client, type ClientParts } from './client.js';
import { Descriptions, type DescriptionShelf } from './read/describe.js';

export interface Session {
  readonly client: Client;
  readonly descriptions: Descriptions;
}

export interface Sessions {
  get(username: string): Session;
}

export function createSessions(parts: ClientParts): Sessions {
  const shelf: DescriptionShelf = new LRUCache({ max: limits.describeShelfMax });
  const sessions = new LRUCache<string, Session>({
    max: limits.salesforceSessionsMax,
    memoMethod: (username) => {
      const client = new Client(username, parts);
      return { client, descriptions: new Descriptions(client, parts.clock, shelf) };
    },
  });
  return { get: (username) => sessions.memo(username) };
}
