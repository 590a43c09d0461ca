// Environment → configuration, the only place that reads the environment. Every problem is reported at once, by
// variable, with what to set; a value is never repeated in a problem, and secrets do not show when the configuration is
// printed.
import { limits } from './core/limits.js';
import { lastDayOf } from './config/keys.js';
import { misspelt } from './config/names.js';
import type { ConfigProblem } from './config/problem.js';
import { guarded } from './config/secrets.js';
import { contradictions, defaultGraphUrl } from './config/together.js';
import { textOf, variableNames, variables, type Environment, type Values } from './config/variables.js';

export type Config = ReturnType<typeof configOf>;

/** PEM, both; they belong together. */
type MicrosoftCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly certificate: string; readonly privateKey: string };

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
function configOf(values: Values) {
  const v = values as Required<Values>;
  return guarded(
    {
      salesforce: guarded(
        {
          loginUrl: v.SALESFORCE_LOGIN_URL,
          clientId: v.SALESFORCE_CLIENT_ID,
          /** PKCS #8 PEM. */
          privateKey: v.SALESFORCE_PRIVATE_KEY,
          integrationUser: v.SALESFORCE_INTEGRATION_USER,
        },
        'privateKey',
      ),
      microsoft: guarded({
        tenantId: v.MICROSOFT_TENANT_ID,
        clientId: v.MICROSOFT_CLIENT_ID,
        credential: credentialOf(values),
        /** null = that of the cloud which `graphUrl` belongs to. */
        tokenUrl: values.MICROSOFT_TOKEN_URL ?? null,
        graphUrl: values.GRAPH_URL ?? defaultGraphUrl,
      }),
      /** null = the embedded database below `dataFolder`. */
      databaseUrl: values.DATABASE_URL ?? null,
      dataFolder: values.DATA_FOLDER ?? '.data',
      port: values.PORT ?? 3000,
      hashKey: v.HASH_KEY,
      /** null = metrics are for this machine only. */
      metricsToken: values.METRICS_TOKEN ?? null,
      /** False on a fresh deployment: it signs in and tells the org, but reads and writes nobody's contacts. */
      writesAreOn: values.WRITES ?? false,
      /** Last days of both keys, `YYYY-MM-DD`, to warn in time; null = not known. */
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

function keyEndsOf(values: Values): { readonly [Key in 'microsoft' | 'salesforce']: string | null } {
  const { MICROSOFT_CERTIFICATE: microsoft, MICROSOFT_SECRET_ENDS: ends, SALESFORCE_CERTIFICATE: salesforce } = values;
  return Object.freeze({
    microsoft: microsoft === undefined ? (ends ?? null) : lastDayOf(microsoft),
    salesforce: salesforce === undefined ? null : lastDayOf(salesforce),
  });
}

function credentialOf(values: Values): MicrosoftCredential {
  const v = values as Required<Values>;
  return values.MICROSOFT_CLIENT_SECRET === undefined
    ? guarded(
        { kind: 'certificate' as const, certificate: v.MICROSOFT_CERTIFICATE, privateKey: v.MICROSOFT_PRIVATE_KEY },
        'privateKey',
      )
    : guarded({ kind: 'secret' as const, secret: values.MICROSOFT_CLIENT_SECRET }, 'secret');
}
