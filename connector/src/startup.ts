// What has to be right before the connector begins: credentials that both services take, and a database that belongs
// to this org, this tenant and this HASH_KEY. What only a person can fix ends the process with one sentence; a
// service that is merely out of reach is waited for.
import type { Failure, Outcome } from './core/failure.js';
import type { OrgId } from './core/model.js';
import type { Log } from './log.js';
import type { ClockPort } from './ports/clock.js';
import type { Installation, StorePort } from './ports/store.js';

/** Ends the start: shown to the operator as it is, with exit code 1. Names variables, never their values. */
export class StartProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartProblem';
  }
}

const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

/** Code of a service → the variable to look at, and what is wrong with it. */
type Causes = Readonly<Record<string, readonly [variable: string, problem: string]>>;

const salesforceCauses: Causes = {
  CLIENT_UNKNOWN: [
    'SALESFORCE_CLIENT_ID',
    'Salesforce does not know this consumer key; copy it from the External Client App',
  ],
  KEY_REFUSED: ['SALESFORCE_PRIVATE_KEY', 'it does not belong to the certificate of the External Client App'],
  AUDIENCE_REFUSED: [
    'SALESFORCE_LOGIN_URL',
    'use https://login.salesforce.com, https://test.salesforce.com for a sandbox, or your My Domain',
  ],
  NOT_A_TOKEN_ENDPOINT: ['SALESFORCE_LOGIN_URL', 'there is no Salesforce at this address'],
  PERSON_INACTIVE: ['SALESFORCE_INTEGRATION_USER', 'this user is deactivated or frozen'],
  NOT_AUTHORISED: ['SALESFORCE_INTEGRATION_USER', 'give this user the permission set Exchange Sync: Connector'],
  IP_RESTRICTED: [
    'SALESFORCE_INTEGRATION_USER',
    'the login IP ranges of its profile exclude this connector; widen them or set OUTBOUND_PROXY_URL',
  ],
  OUTSIDE_LOGIN_HOURS: ['SALESFORCE_INTEGRATION_USER', 'the login hours of its profile exclude the present time'],
  CLOCK_WRONG: ['SALESFORCE_PRIVATE_KEY', 'Salesforce finds the sign-in out of date: set the clock of this machine'],
  SIGN_IN_REFUSED: [
    'SALESFORCE_INTEGRATION_USER',
    'Salesforce refused the sign-in; check that this is a username of this org',
  ],
};

/** Numbers: Microsoft Learn, "Microsoft Entra authentication and authorization error codes". */
const microsoftCauses: Causes = {
  AADSTS7000215: [
    'MICROSOFT_CLIENT_SECRET',
    'Microsoft refused this secret; copy its value (not its id) from the app registration',
  ],
  AADSTS7000222: ['MICROSOFT_CLIENT_SECRET', 'this secret has expired; make a new one in the app registration'],
  AADSTS700027: [
    'MICROSOFT_CERTIFICATE',
    'Microsoft does not know this certificate; upload it to the app registration',
  ],
  AADSTS700016: ['MICROSOFT_CLIENT_ID', 'there is no such app in this tenant'],
  AADSTS90002: ['MICROSOFT_TENANT_ID', 'there is no such tenant'],
  AADSTS900023: ['MICROSOFT_TENANT_ID', 'this is no tenant id'],
};

export interface SignIns {
  readonly salesforce: () => Promise<Outcome<{ readonly orgId: OrgId }>>;
  readonly microsoft: () => Promise<Outcome<null>>;
}

/** @throws StartProblem when a service refuses the credentials. Null when `signal` was aborted meanwhile. */
export async function signIn(signIns: SignIns, clock: ClockPort, log: Log, signal: AbortSignal): Promise<OrgId | null> {
  const salesforce = await untilReached(signIns.salesforce, 'Salesforce', salesforceCauses, clock, log, signal);
  if (salesforce === null) return null;
  const microsoft = await untilReached(signIns.microsoft, 'Microsoft', microsoftCauses, clock, log, signal);
  return microsoft === null && signal.aborted ? null : salesforce.value.orgId;
}

async function untilReached<T>(
  attempt: () => Promise<Outcome<T>>,
  service: 'Salesforce' | 'Microsoft',
  causes: Causes,
  clock: ClockPort,
  log: Log,
  signal: AbortSignal,
): Promise<{ readonly value: T } | null> {
  for (let waitMs = firstWaitMs; !signal.aborted; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    const outcome = await attempt();
    if (outcome.ok) return { value: outcome.value };
    const { failure } = outcome;
    if (isRefusal(failure)) throw new StartProblem(refusalWords(service, failure, causes));
    const pauseMs = Math.max(waitMs, (failure.retryAtMs ?? 0) - clock.nowMs());
    log.warn('WAITING_FOR_SERVICE', { part: service, code: failure.code, waitMs: pauseMs });
    await clock.wait(pauseMs, signal);
  }
  return null;
}

/** An org that is locked may be opened again: that is waited for. */
function isRefusal(failure: Failure): boolean {
  return (failure.class === 'auth' || failure.class === 'permission') && failure.code !== 'ORG_INACTIVE';
}

function refusalWords(service: string, { code }: Failure, causes: Causes): string {
  const [variable, problem] = causes[code] ?? [];
  const hint = variable === undefined ? `all ${service.toUpperCase()}_ variables.` : `${variable}: ${problem}.`;
  return `${service} refused the credentials (${code}). Check ${hint}`;
}

/**
 * A database belongs to one org, one tenant and one HASH_KEY from its first use on.
 * @throws StartProblem when it belongs to others: nothing of it may be used then.
 */
export async function settleInstallation(
  store: StorePort,
  mine: Omit<Installation, 'id'>,
  newId: () => string,
): Promise<Installation> {
  const known = await store.readInstallation();
  if (known === null) {
    const installation = { id: newId(), ...mine };
    await store.writeInstallation(installation);
    return installation;
  }
  if (known.orgId !== mine.orgId) {
    throw new StartProblem(
      `This database belongs to the Salesforce org ${known.orgId}, but the variables lead to ${mine.orgId}. ` +
        'Use another database (DATABASE_URL, or DATA_FOLDER for the embedded one), or the variables of the first org.',
    );
  }
  if (known.tenantId !== mine.tenantId) {
    throw new StartProblem(
      `This database belongs to the Microsoft tenant ${known.tenantId}, but MICROSOFT_TENANT_ID is ${mine.tenantId}. ` +
        'Use another database, or the tenant of the first start.',
    );
  }
  if (known.hashKeyFingerprint !== mine.hashKeyFingerprint) {
    throw new StartProblem(
      'HASH_KEY is not the one that this database was begun with, so nothing in it could be recognised. ' +
        'Set the earlier HASH_KEY again.',
    );
  }
  return known;
}
