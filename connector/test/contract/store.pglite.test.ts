// The promises of the store, kept by the embedded database. One session: races are for store.postgres.test.ts.
import { PGlite } from '@electric-sql/pglite';
import { pgliteDialect } from '../../src/store/pglite-dialect.js';
import { storeContract } from './store.contract.js';
import { upgradePromise } from './store.contract.upgrade.js';
import { harnessOn, type OpenDatabase } from './store.harness.js';

const name = 'on the embedded PGlite';
storeContract(name, harnessOn(open));
upgradePromise(name, open);

async function open(): Promise<OpenDatabase> {
  const pglite = await PGlite.create();
  return { dialect: pgliteDialect(pglite), close: () => pglite.close() };
}
