// The web side of the connector as an Express app, built from given parts; main.ts listens. Health, readiness and
// metrics.
import express, { type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Log } from '../log.js';
import type { StorePort } from '../ports/store.js';
import { isFromThisMachine } from './access.js';
import { answerErrors, notFound } from './errors.js';
import { healthRoutes } from './health.js';
import { metricsRoutes, type Metrics } from './metrics.js';
import type { Vitals } from './vitals.js';

export interface AppParts {
  readonly vitals: Vitals;
  readonly metrics: Pick<Metrics, 'registry'>;
  readonly store: Pick<StorePort, 'readInstallation'>;
  /** null: metrics are for this machine only. */
  readonly metricsToken: string | null;
  readonly log?: Pick<Log, 'error'>;
  /** Without an answer after this time the database counts as unreachable. */
  readonly databaseTimeoutMs?: number;
}

/** Requests a minute from one address; this machine itself is not limited. */
const requestsPerMinuteMax = 120;

export function createApp({ vitals, metrics, store, metricsToken, log, databaseTimeoutMs }: AppParts): Express {
  const app = express();
  // The router of a hosting service stands in a private network; nobody else's X-Forwarded-For is believed.
  app.set('trust proxy', ['loopback', 'linklocal', 'uniquelocal']);
  app.use(helmet());
  app.use(
    rateLimit({
      windowMs: 60_000,
      limit: requestsPerMinuteMax,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      skip: isFromThisMachine,
      handler: (_, response) => void response.status(429).json({ error: 'TOO_MANY_REQUESTS' }),
    }),
  );
  app.use(healthRoutes(vitals, store, databaseTimeoutMs));
  app.use(metricsRoutes(metrics, metricsToken));
  app.use(notFound);
  app.use(answerErrors(log ?? null));
  return app;
}
