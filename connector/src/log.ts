// The structured log: event names, ids, codes, numbers. It must never hold names, addresses, subjects, texts or tokens
// of anybody (law P12). Therefore an allow-list: a field that is not in `fieldForms`, or whose value has not the form
// of its kind, is dropped, and the drop is reported once by the field's name. Error messages quote other people's data:
// of an error only name, code and places in our code go on.
import { pino, stdTimeFunctions, type DestinationStream } from 'pino';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';

type FieldForm = 'code' | 'codes' | 'id' | 'route' | 'number' | 'boolean';

/** Every field that may be logged. Add one here when it can hold nothing personal, whatever happens. */
const fieldForms = {
  // who and what, by id
  person: 'id',
  mailbox: 'id',
  folder: 'id',
  configuration: 'id',
  request: 'id',
  salesforceId: 'id',
  exchangeId: 'id',
  installation: 'id',
  org: 'id',
  tenant: 'id',
  requestId: 'id',
  clientRequestId: 'id',
  runNo: 'number',
  // what happened, by code
  code: 'code',
  class: 'code',
  reason: 'code',
  state: 'code',
  part: 'code',
  role: 'code',
  kind: 'code',
  side: 'code',
  object: 'code',
  variable: 'code',
  method: 'code',
  route: 'route',
  fields: 'codes',
  reasons: 'codes',
  version: 'code',
  field: 'code',
  // how much, how long
  status: 'number',
  attempt: 'number',
  number: 'number',
  total: 'number',
  created: 'number',
  updated: 'number',
  deleted: 'number',
  linked: 'number',
  waiting: 'number',
  issues: 'number',
  calls: 'number',
  subRequests: 'number',
  durationMs: 'number',
  waitMs: 'number',
  port: 'number',
  processId: 'number',
  isOn: 'boolean',
  isInDoubt: 'boolean',
  isSystemWide: 'boolean',
  // made out of `error`
  errorName: 'code',
  errorCode: 'code',
  causeName: 'code',
  causeCode: 'code',
  places: 'codes',
} as const satisfies Record<string, FieldForm>;

type ValueOf<Form extends FieldForm> = Form extends 'number'
  ? number
  : Form extends 'boolean'
    ? boolean
    : Form extends 'codes'
      ? readonly string[]
      : string;

export type LogFields = {
  readonly [Name in keyof typeof fieldForms]?: ValueOf<(typeof fieldForms)[Name]> | null | undefined;
} & {
  /** Whatever was thrown: only its name, code and places in the source are kept. */
  readonly error?: unknown;
};

/** `event` is a fixed name in capitals (`RUN_ENDED`); everything else goes into fields. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  fatal(event: string, fields?: LogFields): void;
}

const eventForm = /^[A-Z][A-Z0-9_]{0,63}$/;
const codeForm = /^[A-Za-z0-9_.:+-]{1,100}$/;
const idForm = /^[A-Za-z0-9_=-]{1,255}$/;
const routeForm = /^\/[A-Za-z0-9_{}$/.-]{0,200}$/;
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

  const write = (level: 'debug' | 'info' | 'warn' | 'error' | 'fatal', event: string, fields: LogFields = {}): void => {
    if (!logger.isLevelEnabled(level)) return;
    const { kept, refused } = onlyHarmless(fields);
    logger[level](kept, eventForm.test(event) ? event : 'UNNAMED_EVENT');
    for (const name of refused) {
      if (reported.has(name)) continue;
      reported.add(name);
      logger.warn({ field: codeForm.test(name) ? name : dropped }, 'LOG_FIELD_DROPPED');
    }
  };
  return {
    debug: (event, fields) => write('debug', event, fields),
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, fields) => write('error', event, fields),
    fatal: (event, fields) => write('fatal', event, fields),
  };
}

function onlyHarmless(fields: LogFields): { kept: Record<string, unknown>; refused: string[] } {
  const { error, ...named } = fields;
  const kept: Record<string, unknown> = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries({ ...named, ...(error === undefined ? {} : describeError(error)) })) {
    if (value === undefined) continue;
    const form = Object.hasOwn(fieldForms, name) ? fieldForms[name as keyof typeof fieldForms] : null;
    if (form === null) refused.push(name);
    else if (value === null || hasForm(value, form)) kept[name] = value;
    else {
      kept[name] = dropped;
      refused.push(name);
    }
  }
  return { kept, refused };
}

function hasForm(value: unknown, form: FieldForm): boolean {
  switch (form) {
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'codes':
      return Array.isArray(value) && value.length <= 100 && value.every((item) => hasForm(item, 'code'));
    case 'code':
      return typeof value === 'string' && codeForm.test(value);
    case 'id':
      return typeof value === 'string' && idForm.test(value);
    case 'route':
      return typeof value === 'string' && routeForm.test(value);
  }
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
