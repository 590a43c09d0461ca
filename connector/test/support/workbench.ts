// A connector at work on the emulator, in one process and over real HTTP: the services of main.ts with the emulator's
// clock, so that waiting takes no time. Tests act as people through `emulator` and turn the crank with `settle`.
import { randomBytes, randomUUID } from 'node:crypto';
import type { DestinationStream } from 'pino';
import { startEmulator, type Emulator, type StartOptions } from '../../../emulator/src/start.js';
import { createHasher } from '../../src/core/hash.js';
import { createExchange, type Exchange } from '../../src/exchange/exchange.js';
import type { WorkerServices } from '../../src/jobs/services.js';
import { Worker } from '../../src/jobs/worker.js';
import { createLog } from '../../src/log.js';
import type { ClockPort } from '../../src/ports/clock.js';
import type { StorePort } from '../../src/ports/store.js';
import { createSalesforce, type Salesforce } from '../../src/salesforce/salesforce.js';
import { settleInstallation } from '../../src/startup.js';
import { createMemoryStore } from '../../src/store/memory/store.js';
import { WriteSwitch } from '../../src/sync/part/write-switch.js';

export interface Workbench {
  readonly emulator: Emulator;
  readonly store: StorePort;
  readonly services: WorkerServices;
  readonly worker: Worker;
  /** Lets a quarter of an hour pass, polls, and runs everybody who is due, until nobody is. */
  settle(): Promise<void>;
  /** A new connector process on the same store. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface WorkbenchOptions {
  readonly store?: StorePort;
  readonly logLevel?: 'silent' | 'debug';
  /** Where log lines go; with it comes the level debug. */
  readonly logTo?: DestinationStream;
  /** An emulator that is running already: a further connector at work on it. It is left running. */
  readonly emulator?: Emulator;
  /** Called for each connector process with what it would work with: a process that can be killed works with others. */
  readonly processOf?: (usual: ProcessParts) => ProcessParts;
}

/** What a connector process of the bench keeps its memory, its time and its chance in. */
export interface ProcessParts {
  readonly store: StorePort;
  readonly clock: ClockPort;
  readonly newId: () => string;
  readonly newMemoryKey: () => string;
}

export async function openWorkbench(start: Partial<StartOptions>, options: WorkbenchOptions = {}): Promise<Workbench> {
  const emulator =
    options.emulator ?? (await startEmulator({ port: 0, seed: 7, people: 3, contacts: 10, latencyMs: 0, ...start }));
  const usual: ProcessParts = {
    store: options.store ?? createMemoryStore(),
    clock: emulatedClock(emulator),
    newId: randomUUID,
    newMemoryKey: () => randomBytes(8).toString('base64url'),
  };
  const { logTo } = options;
  const log = createLog(
    logTo === undefined ? { level: options.logLevel ?? 'silent' } : { level: 'debug', destination: logTo },
  );
  const open = async (): Promise<{
    worker: Worker;
    services: WorkerServices;
    exchange: Exchange;
    salesforce: Salesforce;
  }> => {
    const { store, clock, newId, newMemoryKey } = options.processOf?.(usual) ?? usual;
    const env = emulator.environment;
    const text = (name: string): string => (env[name] ?? '').replace(/\\n/g, '\n');
    const exchange = createExchange({
      config: {
        tenantId: text('MICROSOFT_TENANT_ID'),
        clientId: text('MICROSOFT_CLIENT_ID'),
        credential: {
          kind: 'certificate',
          certificate: text('MICROSOFT_CERTIFICATE'),
          privateKey: text('MICROSOFT_PRIVATE_KEY'),
        },
        tokenUrl: text('MICROSOFT_TOKEN_URL'),
        graphUrl: text('GRAPH_URL'),
        proxyUrl: null,
      },
      clock,
      log,
    });
    const salesforce = createSalesforce({
      loginUrl: text('SALESFORCE_LOGIN_URL'),
      clientId: text('SALESFORCE_CLIENT_ID'),
      privateKey: text('SALESFORCE_PRIVATE_KEY'),
      integrationUser: text('SALESFORCE_INTEGRATION_USER'),
      proxyUrl: null,
      clock,
      log,
    });
    let organization = await salesforce.readOrganization();
    // A service that does not answer is waited for, as startup.ts does.
    for (let tries = 1; !organization.ok && organization.failure.class === 'transient' && tries < 10; tries += 1) {
      emulator.world.clock.advance(5_000);
      organization = await salesforce.readOrganization();
    }
    if (!organization.ok) throw new Error(`no organization: ${organization.failure.code}`);
    const hasher = createHasher(text('HASH_KEY'));
    const tenantId = text('MICROSOFT_TENANT_ID');
    const { id: installationId } = await settleInstallation(
      store,
      { orgId: organization.value.orgId, tenantId, hashKeyFingerprint: hasher.fingerprint() },
      newId,
    );
    const services: WorkerServices = {
      exchange,
      org: salesforce,
      store,
      clock,
      hasher,
      log,
      orgId: organization.value.orgId,
      tenantId,
      tuning: { inDoubtWaitMs: 60_000, sweepEveryMs: 900_000, betweenRunsMs: 1_000, leaseMs: 120_000 },
      writes: new WriteSwitch(
        {
          ...{ installationId, version: '0.0.0-test', isOn: true, startedAtMs: clock.nowMs() },
          ...{ microsoftKeyEnds: null, salesforceKeyEnds: null },
        },
        clock,
      ),
      newId,
      newMemoryKey,
    };
    return { services, exchange, salesforce, worker: new Worker({ services, pollEveryMs: 30_000, peopleAtOnce: 3 }) };
  };
  let current = await open();
  const settle = async (): Promise<void> => {
    // Past the sweep, so that changes in Exchange are noticed too.
    emulator.world.clock.advance(17 * 60_000);
    let quietRounds = 0;
    for (let round = 0; round < 200; round += 1) {
      quietRounds = (await current.worker.round()).runs === 0 ? quietRounds + 1 : 0;
      if (quietRounds > 1) return;
      emulator.world.clock.advance(2_000);
    }
    throw new Error('the connector does not come to rest');
  };
  return {
    emulator,
    store: usual.store,
    get services() {
      return current.services;
    },
    get worker() {
      return current.worker;
    },
    settle,
    restart: async () => {
      await current.exchange.close();
      await current.salesforce.close();
      current = await open();
    },
    stop: async () => {
      await current.exchange.close();
      await current.salesforce.close();
      await usual.store.close();
      if (options.emulator === undefined) await emulator.stop();
    },
  };
}

/** Runs `act` with a further connector on the same two systems, whose own database remembers nothing. */
export async function withSecondConnector(bench: Workbench, act: (second: Workbench) => Promise<void>): Promise<void> {
  const second = await openWorkbench({}, { emulator: bench.emulator });
  try {
    await act(second);
  } finally {
    await second.stop();
  }
}

/** Time of the emulated world; waiting moves it. */
function emulatedClock(emulator: Emulator): ClockPort {
  const { clock } = emulator.world;
  return {
    nowMs: () => clock.nowMs(),
    elapsedMs: () => clock.nowMs(),
    wait: (milliseconds) => {
      clock.advance(Math.max(0, milliseconds));
      return Promise.resolve();
    },
  };
}
