// The store on PostgreSQL or PGlite: puts what the files of ../tables/ answer together as the port. Holds no state and
// no rule of its own. Promises: ports/store.ts; proof: test/contract/store/contract.ts.
import type { StorePort } from '../../ports/store.js';
import { changesOf } from '../tables/changes.js';
import { findingsOf } from '../tables/findings.js';
import { linksOf } from '../tables/links.js';
import { meetingsOf } from '../tables/meetings.js';
import { requestsOf } from '../tables/requests.js';
import { runsOf } from '../tables/runs.js';
import { peopleOf } from '../tables/scopes.js';
import { sentOf } from '../tables/sent.js';
import { trailOf } from '../tables/trail.js';
import type { Db } from './tables.js';

/** `db` must have been migrated. `close` ends what was opened for it. */
export function createPostgresStore(db: Db, close: () => Promise<void>): StorePort {
  return {
    close,
    ...peopleOf(db),
    ...runsOf(db),
    ...linksOf(db),
    ...meetingsOf(db),
    ...sentOf(db),
    ...changesOf(db),
    ...requestsOf(db),
    ...findingsOf(db),
    ...trailOf(db),
  };
}
