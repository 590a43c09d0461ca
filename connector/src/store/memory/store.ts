// The store in memory: the reference that the other one is held against, and the one that simulations use. Forgets
// everything with the process. Promises: ports/store.ts; proof: test/contract/store/contract.ts.
import type { StorePort } from '../../ports/store.js';
import { changesOf, requestsOf } from './changes.js';
import { findingsOf } from './findings.js';
import { linksOf } from './links.js';
import { peopleOf, runsOf } from './people.js';
import { meetingsOf, sentOf } from './sent.js';
import { emptyState } from './state.js';

export function createMemoryStore(): StorePort {
  const state = emptyState();
  return {
    close: async () => {},
    ...peopleOf(state),
    ...runsOf(state),
    ...linksOf(state),
    ...meetingsOf(state),
    ...sentOf(state),
    ...changesOf(state),
    ...requestsOf(state),
    ...findingsOf(state),
  };
}
