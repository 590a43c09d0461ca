// Counts calls that went over the wire, out of the emulator's own book: by system, and by what they were for. Looking
// for changes goes on all the time and reporting follows by itself, so both have numbers of their own.
import type { CastMember } from '#verify/systems.js';

/** One line of `GET /_emulator/calls/list`. */
export interface CallLine {
  readonly system: 'exchange' | 'salesforce' | 'microsoft-token' | 'salesforce-token';
  readonly method: string;
  readonly route: string;
  readonly user: string | null;
  readonly isSubRequest: boolean;
  readonly status: number | null;
}

export interface CallCounts {
  /** HTTP requests to Graph; a batch is one. */
  readonly exchange: number;
  /** The same with the parts of batches one by one, as Graph counts. */
  readonly exchangeParts: number;
  /** HTTP requests to Salesforce as one of the people. */
  readonly salesforce: number;
  /** As the connector's own user: looking for changes (one call for everybody). */
  readonly looking: number;
  /** As the connector's own user: configurations, users, status, issues, requests. */
  readonly reporting: number;
  readonly tokens: number;
}

export type CallsByPerson = Readonly<Record<string, { readonly exchange: number; readonly salesforce: number }>>;

export function countCalls(calls: readonly CallLine[], integrationUser: string): CallCounts {
  const wire = calls.filter(({ isSubRequest }) => !isSubRequest);
  const ofExchange = calls.filter(({ system }) => system === 'exchange');
  const ofSalesforce = wire.filter(({ system }) => system === 'salesforce');
  const own = ofSalesforce.filter(({ user }) => user === null || user === integrationUser);
  const looking = own.filter(({ route }) => route.endsWith('/composite')).length;
  return {
    exchange: ofExchange.filter(({ isSubRequest }) => !isSubRequest).length,
    exchangeParts: ofExchange.filter(({ route }) => route !== '/$batch').length,
    salesforce: ofSalesforce.length - own.length,
    looking,
    reporting: own.length - looking,
    tokens: wire.filter(({ system }) => system.endsWith('-token')).length,
  };
}

/** By username; of Exchange the parts of batches are counted. */
export function callsByPerson(calls: readonly CallLine[], people: readonly CastMember[]): CallsByPerson {
  return Object.fromEntries(
    people.map(({ username, mailboxId }) => {
      const exchange = calls.filter(({ system, user, route }) => {
        return system === 'exchange' && user === mailboxId && route !== '/$batch';
      });
      const salesforce = calls.filter(({ system, user, isSubRequest }) => {
        return system === 'salesforce' && user === username && !isSubRequest;
      });
      return [username, { exchange: exchange.length, salesforce: salesforce.length }];
    }),
  );
}

/** For people; what is zero is left out. */
export function callsInWords(counts: CallCounts): string {
  const { exchange, exchangeParts, salesforce, reporting } = counts;
  const parts = exchangeParts > exchange ? ` (${exchangeParts} with the parts of batches)` : '';
  const words = [`Exchange ${exchange}${parts}`, `Salesforce ${salesforce}`];
  return [...words, ...(reporting > 0 ? [`reports to the org ${reporting}`] : [])].join(', ');
}
