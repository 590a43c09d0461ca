// The promises of the store, kept by the embedded database. One session: races are for store.postgres.test.ts.
import { PGlite } from '@electric-sql/pglite';
import { pgliteDialect } from '../../src/store/pglite-dialect.js';
import { storeContract } from './store.contract.js';
import { harnessOn } from './store.harness.js';

storeContract(
  'on the embedded PGlite',
  harnessOn(async () => {
    const pglite = await PGlite.create();
    return { dialect: pgliteDialect(pglite), close: () => pglite.close() };
  }),
);
