// How long a Retry-After header asks to be left alone (RFC 9110, 10.2.3). Pure: the present time is given.

/**
 * Milliseconds, rounded up and never negative; null when there is no header or it cannot be read. Seconds may have a
 * fraction (Microsoft Graph documents "2.128"); a date is taken against `nowMs`.
 */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number | null {
  const text = (header ?? '').trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000);
  // A date names its month. Without letters, Date.parse takes "-5" and "1,2" for dates.
  const atMs = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
