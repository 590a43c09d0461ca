// Forms of single values: how each kind of environment variable is read. Problems are fixed texts that never repeat the
// value.
import { z } from 'zod';
import { isThisMachine } from '../wire/this-machine.js';
import { readCertificate, readPrivateKey, type Read } from './keys.js';

/** A text that `read` understands. */
function text<T>(read: (value: string) => Read<T>): z.ZodType<T, string> {
  return z.string().transform((value, context) => {
    const result = read(value);
    if (result.ok) return result.value;
    context.addIssue({ code: 'custom', message: result.problem });
    return z.NEVER;
  });
}

function matching(pattern: RegExp, problem: string): z.ZodType<string, string> {
  return z.string().regex(pattern, { error: problem });
}

export const privateKey = text(readPrivateKey);
export const certificate = text(readCertificate);
export const guid = matching(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  'is not an id of the form 00000000-0000-…',
);
export const noBlanks = matching(/^\S+$/, 'has blanks in it');
export const username = matching(/^[^\s@]+@[^\s@]+$/, 'is not a username (it looks like an e-mail address)');
export const folder = matching(/^[^\0]+$/, 'is not a folder');
export const date = text((value) => {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.startsWith(value);
  return isDay === true ? { ok: true, value } : { ok: false, problem: 'is not a day of the form 2026-12-31' };
});
export const yes = matching(/^yes$/, 'can only be yes');
export const onOff = z.enum(['on', 'off'], { error: 'is neither on nor off' }).transform((value) => value === 'on');
export const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], { error: 'is not a log level' });

export const longSecret = text((value) =>
  value.length >= 16 && !/\s/.test(value)
    ? { ok: true, value }
    : { ok: false, problem: 'is shorter than 16 characters or has blanks' },
);

export const databaseUrl = text((value) => {
  const url = urlIn(value);
  const isPostgres = url?.protocol === 'postgres:' || url?.protocol === 'postgresql:';
  return isPostgres ? { ok: true, value } : { ok: false, problem: 'is not a postgres:// address' };
});

/**
 * `https://…`, or `http://…` on this machine; never with credentials, query or fragment. Answered without trailing
 * slash.
 */
export const webAddress = text((value) => {
  const url = urlIn(value);
  if (url === null || !/^https?:$/.test(url.protocol)) return { ok: false, problem: 'is not a web address' };
  if (url.protocol === 'http:' && !isThisMachine(url.hostname)) {
    return { ok: false, problem: 'is an http address of another machine' };
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return { ok: false, problem: 'has more than host and path' };
  }
  return { ok: true, value: `${url.origin}${url.pathname}`.replace(/\/+$/, '') };
});

/** The same without a path. */
export const webOrigin = text((value) => {
  const read = webAddress.safeParse(value);
  if (!read.success) return { ok: false, problem: read.error.issues[0]?.message ?? 'is not a web address' };
  return new URL(read.data).origin === read.data
    ? { ok: true, value: read.data }
    : { ok: false, problem: 'has a path behind the host' };
});

/** Proxies are spoken to over plain http as a rule, and carry the credentials in their address. */
export const proxyAddress = text((value) => {
  const url = urlIn(value);
  const isProxy = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '';
  return isProxy ? { ok: true, value } : { ok: false, problem: 'is not the http address of a proxy' };
});

export function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return text((value) => {
    const number = /^\d{1,12}$/.test(value) ? Number(value) : NaN;
    return number >= least && number <= most
      ? { ok: true, value: number }
      : { ok: false, problem: `is not a whole number from ${least} to ${most}` };
  });
}

const keyBytesMin = 32;
const differentBytesMin = 8;

/** The text itself is the key; it must hold 32 bytes or more whether read as hex, base64 or text. */
export const hashKey = text((value) => {
  const bytes = keyBytes(value);
  if (bytes.length < keyBytesMin) return { ok: false, problem: `holds fewer than ${keyBytesMin} bytes` };
  if (new Set(bytes).size < differentBytesMin) return { ok: false, problem: 'is too easy to guess' };
  return { ok: true, value };
});

function keyBytes(value: string): Buffer {
  if (/^(?:[0-9a-f]{2})+$/i.test(value)) return Buffer.from(value, 'hex');
  const decoded = /^[A-Za-z0-9+/_-]+={0,2}$/.test(value) ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  return decoded.length >= keyBytesMin ? decoded : Buffer.from(value, 'utf8');
}

function urlIn(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}
