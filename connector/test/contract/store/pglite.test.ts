// The promises of the store, kept by the embedded database. One session: races are for store.postgres.test.ts.
import { PGlite } from '@electric-sql/pglite';
import { pgliteDialect } from '../../../src/store/postgres/pglite-dialect.js';
import { storeContract } from './contract.js';
import { upgradePromise } from './suite/upgrade.js';
import { harnessOn, type OpenDatabase } from './harness.js';

const name = 'on the embedded PGlite';
storeContract(name, harnessOn(open));
upgradePromise(name, open);

async function open(): Promise<OpenDatabase> {
  const pglite = await PGlite.create();
  return { dialect: pgliteDialect(pglite), close: () => pglite.close() };
}
