// The connector process: the only place where concrete parts meet. Roles: `all` (default; web and worker in one
// process), `web`, `worker`, and `migrate` (brings the tables up to date and ends; the release phase on Heroku).
// Everything a person can mend ends it with one clear message.
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeProblems, readConfig, type Config } from './config.js';
import { createHasher } from './core/hash.js';
import type { OrgId } from './core/model.js';
import { createExchange, type Exchange } from './exchange/exchange.js';
import { createApp } from './http/app.js';
import { createMetrics, type Metrics } from './http/metrics.js';
import { Vitals } from './http/vitals.js';
import type { WorkerServices } from './jobs/services.js';
import { Worker } from './jobs/worker.js';
import { createLog, type Log } from './log.js';
import type { StorePort } from './ports/store.js';
import { createSalesforce, type Salesforce } from './salesforce/salesforce.js';
import { DatabaseError } from './store/database-error.js';
import { ownVersion } from './own-version.js';
import { openStore } from './store/open.js';
import { settleInstallation, signIn, StartProblem } from './startup.js';
import { WriteSwitch } from './sync/part/write-switch.js';
import { systemClock } from './system-clock.js';

const roles = ['all', 'web', 'worker', 'migrate'] as const;
type Role = (typeof roles)[number];

/** People synced at the same time by one process. */
const peopleAtOnce = 4;

async function main(): Promise<void> {
  const role = readRole(process.argv[2]);
  const read = readConfig();
  if (!read.ok)
    throw new StartProblem(`The settings of the connector have problems:\n${describeProblems(read.problems)}`);
  const { config } = read;
  if (config.databaseUrl === null && role !== 'all' && role !== 'migrate') {
    throw new StartProblem(`The embedded database serves one process: the role ${role} needs DATABASE_URL.`);
  }
  const log = createLog({ level: config.logLevel });
  const store = await openStore({ databaseUrl: config.databaseUrl, dataFolder: config.dataFolder, log: storeLog(log) });
  try {
    if (role !== 'migrate') await serve(role, config, store, log);
  } finally {
    await store.close();
  }
}

async function serve(role: Exclude<Role, 'migrate'>, config: Config, store: StorePort, log: Log): Promise<void> {
  const stop = stopSignal(log);
  const vitals = new Vitals(systemClock);
  const metrics = createMetrics();
  const exchange = createExchange({
    config: { ...config.microsoft, proxyUrl: config.proxyUrl },
    clock: systemClock,
    log,
    onRequest: (note) => {
      vitals.noteGraph(note.status);
      metrics.countGraphRequest(note);
    },
  });
  const salesforce = createSalesforce({ ...config.salesforce, proxyUrl: config.proxyUrl, clock: systemClock, log });
  const server =
    role === 'worker'
      ? null
      : await listen(createApp({ vitals, metrics, store, metricsToken: config.metricsToken, log }), config.port);
  if (server !== null) log.info('LISTENING', { port: (server.address() as AddressInfo).port });
  try {
    const orgId = await signIn(
      { salesforce: () => salesforce.readOrganization(), microsoft: () => exchange.signIn() },
      systemClock,
      log,
      stop,
    );
    if (orgId === null) return;
    vitals.noteSignIn();
    const services = await settleServices(config, { store, exchange, salesforce, log }, orgId);
    log.info('STARTED', { role, org: orgId, tenant: config.microsoft.tenantId, isOn: config.writesAreOn });
    if (role === 'web') await aborted(stop);
    else await work(services, config, { vitals, metrics }, stop);
  } finally {
    await closeServer(server);
    await exchange.close();
    await salesforce.close();
    log.info('STOPPED', {});
  }
}

interface Parts {
  readonly store: StorePort;
  readonly exchange: Exchange;
  readonly salesforce: Salesforce;
  readonly log: Log;
}

async function settleServices(
  config: Config,
  { store, exchange, salesforce, log }: Parts,
  orgId: OrgId,
): Promise<WorkerServices> {
  const hasher = createHasher(config.hashKey);
  const mine = { orgId, tenantId: config.microsoft.tenantId, hashKeyFingerprint: hasher.fingerprint() };
  const { id: installationId } = await settleInstallation(store, mine, randomUUID);
  const identity = {
    installationId,
    version: ownVersion(),
    isOn: config.writesAreOn,
    startedAtMs: systemClock.nowMs(),
    microsoftKeyEnds: config.keyEnds.microsoft,
    salesforceKeyEnds: config.keyEnds.salesforce,
  };
  const writes = new WriteSwitch(identity, systemClock);
  return {
    exchange,
    org: salesforce,
    store,
    clock: systemClock,
    hasher,
    log,
    orgId,
    tenantId: config.microsoft.tenantId,
    tuning: config.tuning,
    writes,
    newId: randomUUID,
  };
}

async function work(
  services: WorkerServices,
  config: Config,
  { vitals, metrics }: { readonly vitals: Vitals; readonly metrics: Metrics },
  stop: AbortSignal,
): Promise<void> {
  const worker = new Worker({
    services,
    pollEveryMs: config.tuning.pollEveryMs,
    peopleAtOnce,
    onRound: (round) => {
      vitals.noteRound(round.polledOk);
      metrics.countRound(round);
    },
  });
  await worker.work(stop);
}

function readRole(word: string | undefined): Role {
  const role = roles.find((known) => known === (word ?? 'all'));
  if (role === undefined)
    throw new StartProblem(`There is no role "${word ?? ''}". Choose one of: ${roles.join(', ')}.`);
  return role;
}

/** SIGTERM and SIGINT: finish what is under way, start nothing new. A second one ends the process at once. */
function stopSignal(log: Log): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(1);
    log.info('STOPPING', {});
    controller.abort();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function listen(app: Parameters<typeof createServer>[1], port: number): Promise<Server> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const words = error.code === 'EADDRINUSE' ? `PORT ${port} is in use by another program. Set another PORT.` : '';
      reject(words === '' ? error : new StartProblem(words));
    });
    server.listen(port, () => resolve());
  });
  return server;
}

async function closeServer(server: Server | null): Promise<void> {
  if (server === null) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

/** The store says what it has to say as codes. */
function storeLog(log: Log): Parameters<typeof openStore>[0]['log'] {
  const wordOf = (details: object, name: string): string => {
    const word: unknown = Object.entries(details).find(([key]) => key === name)?.[1];
    return typeof word === 'string' ? word : 'unknown';
  };
  return {
    info: (details) => log.info('DATABASE_OPENED', { kind: wordOf(details, 'database') }),
    warn: (details) => log.warn('DATABASE_TROUBLE', { code: wordOf(details, 'code') }),
  };
}

/** The words for the operator; anything unexpected keeps its stack for the engineer. */
function lastWords(error: unknown): string {
  if (error instanceof StartProblem) return error.message;
  if (error instanceof DatabaseError) return databaseWords(error);
  return error instanceof Error ? (error.stack ?? error.message) : 'The connector stopped for an unknown reason.';
}

function databaseWords({ code, details, remedy }: DatabaseError): string {
  const { pid } = details;
  const holder = typeof pid === 'number' ? ` by process ${pid}` : '';
  const said = {
    DATABASE_IN_USE: `The database is in use${holder}.`,
    DATABASE_UNREACHABLE: 'The database cannot be reached.',
    DATABASE_TOO_NEW: 'The database was made by a newer version of the connector.',
  };
  return `${said[code]} ${remedy}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${lastWords(error)}\n`);
  process.exitCode = 1;
});
