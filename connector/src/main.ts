// The connector process: the only place where concrete parts meet. Roles: `all` (default; web and worker in one
// process), `web`, `worker`, and `migrate` (brings the tables up to date and ends; the release phase on Heroku).
// Everything that a person can fix ends it with one clear message.
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeProblems, readConfig, type Config } from './config.js';
import { createHasher } from './core/hash.js';
import type { OrgId } from './core/model.js';
import { createExchange } from './exchange/exchange.js';
import { createApp } from './http/app.js';
import { createMetrics } from './http/metrics.js';
import { Vitals } from './http/vitals.js';
import type { WorkerServices } from './jobs/services.js';
import { Worker } from './jobs/worker.js';
import { createLog, type Log } from './log.js';
import type { StorePort } from './ports/store.js';
import { createSalesforce } from './salesforce/salesforce.js';
import { DatabaseError } from './store/database-error.js';
import { ownVersion } from './own-version.js';
import { openStore } from './store/open.js';
import { settleInstallation, signIn, StartProblem } from './startup.js';
import { WriteSwitch } from './sync/part/write-switch.js';
import { systemClock as clock } from './system-clock.js';

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
  const { databaseUrl, dataFolder } = config;
  const store = await openStore({ databaseUrl, dataFolder, log: storeLog(log) });
  try {
    if (role !== 'migrate') await serve(role, config, store, log);
  } finally {
    await store.close();
  }
}

async function serve(role: Exclude<Role, 'migrate'>, config: Config, store: StorePort, log: Log): Promise<void> {
  const { microsoft, proxyUrl, metricsToken, tuning } = config;
  const stop = stopSignal(log);
  const vitals = new Vitals(clock);
  const metrics = createMetrics();
  const exchange = createExchange({
    config: { ...microsoft, proxyUrl },
    clock,
    log,
    onRequest: (note) => {
      vitals.noteGraph(note.status);
      metrics.countGraphRequest(note);
    },
  });
  const salesforce = createSalesforce({ ...config.salesforce, proxyUrl, clock, log });
  const server =
    role === 'worker' ? null : await listen(createApp({ vitals, metrics, store, metricsToken, log }), config.port);
  if (server !== null) log.info('LISTENING', { port: (server.address() as AddressInfo).port });
  try {
    const signIns = { salesforce: () => salesforce.readOrganization(), microsoft: () => exchange.signIn() };
    const orgId = await signIn(signIns, clock, log, stop);
    if (orgId === null) return;
    vitals.noteSignIn();
    const services = await openServices(config, { store, exchange, org: salesforce, log, orgId });
    log.info('STARTED', { role, org: orgId, tenant: microsoft.tenantId, isOn: config.writesAreOn });
    if (role === 'web') {
      if (!stop.aborted) await once(stop, 'abort');
      return;
    }
    const worker = new Worker({
      services,
      pollEveryMs: tuning.pollEveryMs,
      peopleAtOnce,
      onRound: (round) => {
        vitals.noteRound(round.polledOk);
        metrics.countRound(round);
      },
    });
    await worker.work(stop);
  } finally {
    await closeServer(server);
    await exchange.close();
    await salesforce.close();
    log.info('STOPPED', {});
  }
}

type Opened = Pick<WorkerServices, 'store' | 'exchange' | 'org' | 'log'> & { readonly orgId: OrgId };

/** @throws StartProblem when the database belongs to another org, tenant or key. */
async function openServices(config: Config, opened: Opened): Promise<WorkerServices> {
  const { tenantId } = config.microsoft;
  const hasher = createHasher(config.hashKey);
  const mine = { orgId: opened.orgId, tenantId, hashKeyFingerprint: hasher.fingerprint() };
  const { id: installationId } = await settleInstallation(opened.store, mine, randomUUID);
  const identity = {
    installationId,
    version: ownVersion(),
    isOn: config.writesAreOn,
    startedAtMs: clock.nowMs(),
    microsoftKeyEnds: config.keyEnds.microsoft,
    salesforceKeyEnds: config.keyEnds.salesforce,
  };
  const writes = new WriteSwitch(identity, clock);
  const newMemoryKey = (): string => randomBytes(8).toString('base64url');
  return { ...opened, clock, hasher, tenantId, tuning: config.tuning, writes, newId: randomUUID, newMemoryKey };
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

async function listen(app: Parameters<typeof createServer>[1], port: number): Promise<Server> {
  const server = createServer(app);
  try {
    await once(server.listen(port), 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new StartProblem(`PORT ${port} is in use by another program. Set another PORT.`);
  }
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
  return {
    info: (details) => log.info('DATABASE_OPENED', { kind: (details as { database?: string }).database }),
    warn: (details) => log.warn('DATABASE_TROUBLE', { code: (details as { code?: string }).code }),
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
