// The promises of the store, kept in memory: the reference that simulations rely on.
import { createMemoryStore } from '../../../src/store/memory/store.js';
import { storeContract } from './contract.js';

storeContract('in memory', {
  start: async () => {},
  fresh: async () => createMemoryStore(),
  stop: async () => {},
});
