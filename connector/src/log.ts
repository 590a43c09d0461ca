// The structured log: event names, ids, codes, numbers. It must never hold names, addresses, subjects, texts or tokens
// of anybody (law P12). Therefore an allow-list: a field that is not in `fieldsOf`, or whose value has not the form
// of its kind, is dropped, and the drop is reported once by the field's name. Error messages quote other people's data:
// of an error only name, code and places in our code go on.
import { pino, stdTimeFunctions, type DestinationStream } from 'pino';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';

/** Every field that may be logged, by its form. Add one here when it can hold nothing personal, whatever happens. */
const fieldsOf = {
  // who and what
  id: [
    ...(['person', 'mailbox', 'folder', 'configuration', 'request', 'salesforceId', 'exchangeId'] as const),
    ...(['installation', 'org', 'tenant', 'requestId', 'clientRequestId'] as const),
  ],
  // what happened; the last four are made out of `error`
  code: [
    ...(['code', 'class', 'reason', 'state', 'part', 'role', 'kind', 'side', 'object', 'variable'] as const),
    ...(['method', 'version', 'field', 'errorName', 'errorCode', 'causeName', 'causeCode'] as const),
  ],
  // `places` is made out of `error`
  codes: ['fields', 'reasons', 'places'],
  route: ['route'],
  // how much, how long
  number: [
    ...(['runNo', 'status', 'attempt', 'number', 'total', 'created', 'updated', 'deleted', 'linked'] as const),
    ...(['waiting', 'issues', 'calls', 'subRequests', 'durationMs', 'waitMs', 'port', 'processId'] as const),
  ],
  boolean: ['isOn', 'isInDoubt', 'isSystemWide'],
} as const;

type FieldForm = keyof typeof fieldsOf;

const forms = Object.keys(fieldsOf) as FieldForm[];
const formOf = new Map<string, FieldForm>(forms.flatMap((form) => fieldsOf[form].map((name) => [name, form] as const)));

interface ValueOf {
  readonly id: string;
  readonly code: string;
  readonly codes: readonly string[];
  readonly route: string;
  readonly number: number;
  readonly boolean: boolean;
}

export type LogFields = {
  readonly [Form in FieldForm as (typeof fieldsOf)[Form][number]]?: ValueOf[Form] | null | undefined;
} & {
  /** Whatever was thrown: only its name, code and places in the source are kept. */
  readonly error?: unknown;
};

type Level = Exclude<LogLevel, 'silent'>;

/** `event` is a fixed name in capitals (`RUN_ENDED`); everything else goes into fields. */
export type Log = Readonly<Record<Level, (event: string, fields?: LogFields) => void>>;

const eventForm = /^[A-Z][A-Z0-9_]{0,63}$/;
const codeForm = /^[A-Za-z0-9_.:+-]{1,100}$/;
const idForm = /^[A-Za-z0-9_=-]{1,255}$/;
const routeForm = /^\/[A-Za-z0-9_{}$/.-]{0,200}$/;
const textForms = { code: codeForm, id: idForm, route: routeForm };
const dropped = '[dropped]';

/** `destination` is standard output unless a test listens. */
export function createLog(options: { readonly level: LogLevel; readonly destination?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    base: null,
    messageKey: 'event',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = options.destination === undefined ? pino(settings) : pino(settings, options.destination);
  const reported = new Set<string>();

  const at =
    (level: Level) =>
    (event: string, fields: LogFields = {}): void => {
      if (!logger.isLevelEnabled(level)) return;
      const { kept, refused } = onlyHarmless(fields);
      logger[level](kept, eventForm.test(event) ? event : 'UNNAMED_EVENT');
      for (const name of refused) {
        if (reported.has(name)) continue;
        reported.add(name);
        logger.warn({ field: codeForm.test(name) ? name : dropped }, 'LOG_FIELD_DROPPED');
      }
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), fatal: at('fatal') };
}

function onlyHarmless(fields: LogFields): { kept: Record<string, unknown>; refused: string[] } {
  const { error, ...named } = fields;
  const kept: Record<string, unknown> = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries({ ...named, ...(error === undefined ? {} : describeError(error)) })) {
    if (value === undefined) continue;
    const form = formOf.get(name);
    if (form === undefined) refused.push(name);
    else if (value === null || hasForm(value, form)) kept[name] = value;
    else {
      kept[name] = dropped;
      refused.push(name);
    }
  }
  return { kept, refused };
}

function hasForm(value: unknown, form: FieldForm): boolean {
  if (form === 'number' || form === 'boolean') return typeof value === form;
  if (form === 'codes') {
    return Array.isArray(value) && value.length <= 100 && value.every((item) => hasForm(item, 'code'));
  }
  return typeof value === 'string' && textForms[form].test(value);
}

/**
 * Name, code and up to eight places (`file.ts:12`) of an error and the name and code of its cause; never its message.
 */
function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const cause = error.cause;
  return {
    ...namesOf(error, 'errorName', 'errorCode'),
    ...(cause instanceof Error ? namesOf(cause, 'causeName', 'causeCode') : {}),
    places: placesOf(error),
  };
}

function namesOf(error: Error, name: 'errorName' | 'causeName', code: 'errorCode' | 'causeCode'): LogFields {
  const foreignCode = (error as { code?: unknown }).code;
  return {
    [name]: codeForm.test(error.name) ? error.name : 'Error',
    ...(typeof foreignCode === 'string' && codeForm.test(foreignCode) ? { [code]: foreignCode } : {}),
  };
}

function placesOf(error: Error): string[] {
  // The message stands first in a stack and may itself contain lines that look like places.
  const stack = error.stack ?? '';
  const afterMessage = stack.slice(stack.indexOf(error.message) + error.message.length);
  const places = afterMessage.matchAll(/^\s+at .*?([\w.-]+\.[cm]?[jt]s:\d+):\d+\)?$/gm);
  return [...places].slice(0, 8).map((match) => match[1] ?? '');
}
