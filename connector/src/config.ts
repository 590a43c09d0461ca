// Environment → configuration, the only place that reads the environment. Every problem is reported at once, by
// variable, with what to set; a value is never repeated in a problem, and secrets do not show when the configuration is
// printed.
import type { z } from 'zod';
import { limits } from './core/limits.js';
import { lastDayOf } from './config/keys.js';
import { misspelt } from './config/names.js';
import type { ConfigProblem } from './config/problem.js';
import { guarded } from './config/secrets.js';
import { contradictions, defaultGraphUrl } from './config/together.js';
import { textOf, variableNames, variables, type Environment, type Values } from './config/variables.js';
import type { logLevel } from './config/values.js';

export interface Config {
  readonly salesforce: {
    readonly loginUrl: string;
    readonly clientId: string;
    /** PKCS #8 PEM. */
    readonly privateKey: string;
    readonly integrationUser: string;
  };
  readonly microsoft: {
    readonly tenantId: string;
    readonly clientId: string;
    readonly credential:
      | { readonly kind: 'secret'; readonly secret: string }
      /** Both PEM; they belong together. */
      | { readonly kind: 'certificate'; readonly certificate: string; readonly privateKey: string };
    /** null = that of the cloud which `graphUrl` belongs to. */
    readonly tokenUrl: string | null;
    readonly graphUrl: string;
  };
  /** null = the embedded database below `dataFolder`. */
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
  readonly port: number;
  readonly publicUrl: string | null;
  readonly hashKey: string;
  /** null = metrics are for this machine only. */
  readonly metricsToken: string | null;
  /** False on a fresh deployment: it signs in and tells the org, but neither reads nor writes anybody's contacts. */
  readonly writesAreOn: boolean;
  /** Last days of both keys, `YYYY-MM-DD`, to warn in time; null = not known. */
  readonly keyEnds: { readonly microsoft: string | null; readonly salesforce: string | null };
  readonly proxyUrl: string | null;
  readonly logLevel: z.output<typeof logLevel>;
  readonly tuning: {
    readonly pollEveryMs: number;
    readonly sweepEveryMs: number;
    readonly inDoubtWaitMs: number;
    readonly betweenRunsMs: number;
    readonly leaseMs: number;
  };
}

export type ConfigOutcome =
  { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** `now` decides whether the certificate has expired. */
export function readConfig(environment: Environment = process.env, now: Date = new Date()): ConfigOutcome {
  const { values, problems } = readEach(environment);
  problems.push(...contradictions(environment, values, now), ...misspelt(environment));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: configOf(values) };
}

/** One line a problem, for the person who starts the connector. */
export function describeProblems(problems: readonly ConfigProblem[]): string {
  return problems.map(({ variable, problem, remedy }) => `${variable} ${problem}. ${remedy}`).join('\n');
}

function readEach(environment: Environment): { values: Values; problems: ConfigProblem[] } {
  const values: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const name of variableNames) {
    const { form, remedy, ...rest } = variables[name];
    const text = textOf(environment, name);
    if (text === undefined) {
      if ('isRequired' in rest) problems.push({ variable: name, problem: 'is not set', remedy });
      continue;
    }
    const read = form.safeParse(text);
    if (read.success) values[name] = read.data;
    else problems.push({ variable: name, problem: read.error.issues[0]?.message ?? 'is not understood', remedy });
  }
  return { values, problems };
}

/** Only for values without problems: what is required is there. */
function configOf(values: Values): Config {
  const v = values as Required<Values>;
  return guarded(
    {
      salesforce: guarded(
        {
          loginUrl: v.SALESFORCE_LOGIN_URL,
          clientId: v.SALESFORCE_CLIENT_ID,
          privateKey: v.SALESFORCE_PRIVATE_KEY,
          integrationUser: v.SALESFORCE_INTEGRATION_USER,
        },
        'privateKey',
      ),
      microsoft: guarded({
        tenantId: v.MICROSOFT_TENANT_ID,
        clientId: v.MICROSOFT_CLIENT_ID,
        credential: credentialOf(values),
        tokenUrl: values.MICROSOFT_TOKEN_URL ?? null,
        graphUrl: values.GRAPH_URL ?? defaultGraphUrl,
      }),
      databaseUrl: values.DATABASE_URL ?? null,
      dataFolder: values.DATA_FOLDER ?? '.data',
      port: values.PORT ?? 3000,
      publicUrl: values.PUBLIC_URL ?? null,
      hashKey: v.HASH_KEY,
      metricsToken: values.METRICS_TOKEN ?? null,
      writesAreOn: values.WRITES ?? false,
      keyEnds: keyEndsOf(values),
      proxyUrl: values.OUTBOUND_PROXY_URL ?? null,
      logLevel: values.LOG_LEVEL ?? 'info',
      tuning: guarded({
        pollEveryMs: values.POLL_EVERY_MS ?? limits.salesforcePollEveryMs,
        sweepEveryMs: values.SWEEP_EVERY_MS ?? limits.sweepEveryMs,
        inDoubtWaitMs: values.IN_DOUBT_WAIT_MS ?? limits.inDoubtWaitMs,
        betweenRunsMs: values.BETWEEN_RUNS_MS ?? limits.betweenRunsOfMailboxMs,
        leaseMs: values.LEASE_MS ?? limits.leaseMs,
      }),
    },
    ...(['databaseUrl', 'hashKey', 'metricsToken', 'proxyUrl'] as const),
  );
}

function keyEndsOf(values: Values): Config['keyEnds'] {
  const { MICROSOFT_CERTIFICATE: microsoft, MICROSOFT_SECRET_ENDS: ends, SALESFORCE_CERTIFICATE: salesforce } = values;
  return Object.freeze({
    microsoft: microsoft === undefined ? (ends ?? null) : lastDayOf(microsoft),
    salesforce: salesforce === undefined ? null : lastDayOf(salesforce),
  });
}

function credentialOf(values: Values): Config['microsoft']['credential'] {
  const v = values as Required<Values>;
  return values.MICROSOFT_CLIENT_SECRET === undefined
    ? guarded(
        { kind: 'certificate' as const, certificate: v.MICROSOFT_CERTIFICATE, privateKey: v.MICROSOFT_PRIVATE_KEY },
        'privateKey',
      )
    : guarded({ kind: 'secret' as const, secret: values.MICROSOFT_CLIENT_SECRET }, 'secret');
}
