// Counters for Prometheus at GET /metrics, behind METRICS_TOKEN, or without one for this machine alone. Labels are
// routes with placeholders, statuses and codes: never an id, a name or an address.
import { Router } from 'express';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { bearsToken, isFromThisMachine } from './access.js';

interface CounterRow {
  readonly help: string;
  readonly labels: readonly string[];
}

const counters = {
  graph_requests_total: { help: 'Requests to Microsoft Graph on the wire', labels: ['method', 'route', 'status'] },
  graph_parts_total: { help: 'Requests as Graph counts them: single ones and parts of batches', labels: ['route'] },
  rounds_total: { help: 'Rounds of the worker by how the look at Salesforce went', labels: ['outcome'] },
  runs_total: { help: 'Runs of one person that were begun', labels: [] },
} as const satisfies Record<string, CounterRow>;

type CounterName = keyof typeof counters;
type Labels<Name extends CounterName> = Readonly<Record<(typeof counters)[Name]['labels'][number], string>>;

export interface Metrics {
  readonly registry: Registry;
  count<Name extends CounterName>(name: Name, labels: Labels<Name>, by?: number): void;
  /** `status` null = no answer. */
  countGraphRequest(note: {
    readonly method: string;
    readonly route: string;
    readonly status: number | null;
    readonly subRequests: number;
    readonly durationMs: number;
  }): void;
  countRound(round: { readonly polledOk: boolean; readonly runs: number }): void;
}

const prefix = 'exchange_sync_';
const secondsBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** `withProcess` adds memory, CPU and event loop of the process. */
export function createMetrics(options: { readonly withProcess?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.withProcess ?? true) collectDefaultMetrics({ register: registry });
  const made = new Map<string, Counter>();
  const all: Readonly<Record<string, CounterRow>> = counters;
  for (const [name, { help, labels }] of Object.entries(all)) {
    made.set(name, new Counter({ name: prefix + name, help, labelNames: [...labels], registers: [registry] }));
  }
  const graphSeconds = new Histogram({
    ...{ name: `${prefix}graph_request_seconds`, help: 'Duration of requests to Microsoft Graph' },
    ...{ labelNames: ['route'], buckets: secondsBuckets, registers: [registry] },
  });
  const count: Metrics['count'] = (name, labels, by = 1) => made.get(name)?.inc(labels, by);
  return {
    registry,
    count,
    countGraphRequest({ method, route, status, subRequests, durationMs }) {
      count('graph_requests_total', { method, route, status: status === null ? 'none' : String(status) });
      count('graph_parts_total', { route }, subRequests);
      graphSeconds.observe({ route }, durationMs / 1_000);
    },
    countRound({ polledOk, runs }) {
      count('rounds_total', { outcome: polledOk ? 'ok' : 'failed' });
      count('runs_total', {}, runs);
    },
  };
}

/** `token` null: for this machine only. */
export function metricsRoutes(metrics: Pick<Metrics, 'registry'>, token: string | null): Router {
  const router = Router();
  router.get('/metrics', async (request, response) => {
    const isAllowed = token === null ? isFromThisMachine(request) : bearsToken(request, token);
    if (!isAllowed) {
      response.status(token === null ? 403 : 401).json({ error: token === null ? 'FORBIDDEN' : 'UNAUTHORIZED' });
      return;
    }
    response.set('Content-Type', metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}
