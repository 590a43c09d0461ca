// The store on PostgreSQL or PGlite: puts the functions of the files beside it together as the port. Holds no state and
// no rule of its own. Promises: ports/store.ts; proof: test/contract/store.contract.ts.
import type { StorePort } from '../../ports/store.js';
import * as changes from '../tables/changes.js';
import * as findings from '../tables/findings.js';
import * as links from '../tables/links.js';
import * as meetings from '../tables/meetings.js';
import * as requests from '../tables/requests.js';
import * as runs from '../tables/runs.js';
import * as scopes from '../tables/scopes.js';
import * as sent from '../tables/sent.js';
import type { Db } from './tables.js';
import { countTrail } from '../tables/trail.js';

/** `db` must have been migrated. `close` ends what was opened for it. */
export function createPostgresStore(db: Db, close: () => Promise<void>): StorePort {
  return {
    close,

    readInstallation: () => requests.readInstallation(db),
    writeInstallation: (...given) => requests.writeInstallation(db, ...given),

    readScopes: () => scopes.readScopes(db),
    readScope: (...given) => scopes.readScope(db, ...given),
    saveScope: (...given) => scopes.saveScope(db, ...given),
    makeDue: (...given) => scopes.makeDue(db, ...given),
    dueScopes: (...given) => scopes.dueScopes(db, ...given),
    startRun: (...given) => runs.startRun(db, ...given),
    openChunk: (...given) => runs.openChunk(db, ...given),
    commitRun: (...given) => runs.commitRun(db, ...given),
    endRun: (...given) => runs.endRun(db, ...given),

    links: (object) => links.linksOf(db, object),
    linksByAccounts: (...given) => links.linksByAccounts(db, ...given),
    unstampedLinks: (...given) => links.unstampedLinks(db, ...given),
    countLinkedEventsIn: (...given) => links.countLinkedEventsIn(db, ...given),
    peopleLinkedTo: (...given) => links.peopleLinkedTo(db, ...given),
    forgetLinks: (...given) => links.forgetLinks(db, ...given),
    pruneEventLinks: (...given) => links.pruneEventLinks(db, ...given),
    claimMeetings: (...given) => meetings.claimMeetings(db, ...given),
    openMeetings: (...given) => meetings.openMeetings(db, ...given),

    sentRows: (...given) => sent.sentRows(db, ...given),
    claimCreates: (...given) => sent.claimCreates(db, ...given),
    releaseCreates: (...given) => sent.releaseCreates(db, ...given),

    readChangeCursor: (...given) => changes.readChangeCursor(db, ...given),
    addChanges: (...given) => changes.addChanges(db, ...given),
    latestChangeSeq: () => changes.latestChangeSeq(db),
    changesFor: (...given) => changes.changesFor(db, ...given),
    pruneChanges: (...given) => changes.pruneChanges(db, ...given),

    claimRequest: (...given) => requests.claimRequest(db, ...given),
    openRequests: () => requests.openRequests(db),
    finishRequest: (...given) => requests.finishRequest(db, ...given),

    findingsOf: (...given) => findings.findingsOf(db, ...given),
    dueFindings: (...given) => findings.dueFindings(db, ...given),
    findingsByMatchKeys: (...given) => findings.findingsByMatchKeys(db, ...given),
    countFindings: (...given) => findings.countFindings(db, ...given),
    listFindings: (...given) => findings.listFindings(db, ...given),
    wakeFindings: (...given) => findings.wakeFindings(db, ...given),
    countTrail: (...given) => countTrail(db, ...given),
  };
}
