// What a refusal of the token endpoint means. The error names are too coarse (`invalid_grant` is nine different
// things), so the description decides; it is read here and goes no further. The whole table: token-errors.test.ts. At
// start, main.ts names the variable: KEY_REFUSED the key, CLIENT_UNKNOWN the client id, AUDIENCE_REFUSED and
// NOT_A_TOKEN_ENDPOINT the login URL, a person's own refusal the integration user.
import type { Failure } from '../core/failure.js';
import { limits } from '../core/limits.js';

interface Rule {
  readonly error?: RegExp;
  readonly description?: RegExp;
  readonly code: string;
  readonly isSystemWide: boolean;
}

/** First match wins. A person's own refusals first: they never stop the others. */
const rules: readonly Rule[] = [
  { error: /^invalid_app_access$/, code: 'NOT_AUTHORISED', isSystemWide: false },
  { description: /approved/i, code: 'NOT_AUTHORISED', isSystemWide: false },
  { error: /^inactive_user$/, code: 'PERSON_INACTIVE', isSystemWide: false },
  { description: /user is (inactive|frozen)|inactive user/i, code: 'PERSON_INACTIVE', isSystemWide: false },
  { description: /ip restricted/i, code: 'IP_RESTRICTED', isSystemWide: false },
  { description: /login hours/i, code: 'OUTSIDE_LOGIN_HOURS', isSystemWide: false },
  { error: /^inactive_org$/, code: 'ORG_INACTIVE', isSystemWide: true },
  { description: /organization .*(lock|clos|suspend|inactive)/i, code: 'ORG_INACTIVE', isSystemWide: true },
  { error: /^invalid_client(_id)?$/, code: 'CLIENT_UNKNOWN', isSystemWide: true },
  { description: /not installed/i, code: 'CLIENT_UNKNOWN', isSystemWide: true },
  { description: /audience/i, code: 'AUDIENCE_REFUSED', isSystemWide: true },
  { description: /expired|not yet valid/i, code: 'CLOCK_WRONG', isSystemWide: true },
  { description: /assertion|signature/i, code: 'KEY_REFUSED', isSystemWide: true },
];

/** `status` and the body of an answer that gave no token. */
export function failureOfTokenAnswer(status: number, body: string, nowMs: number): Failure {
  const { error, description } = parse(body);
  if (error === 'rate_limit_exceeded' || /rate exceeded/i.test(description)) {
    return { class: 'throttled', code: 'LOGIN_RATE_EXCEEDED', retryAtMs: nowMs + limits.salesforceLoginPauseMs };
  }
  const isBusy = error === 'server_error' || error === 'temporarily_unavailable';
  if (status === 429) return { class: 'throttled', code: 'HTTP_429', retryAtMs: nowMs + limits.salesforceLoginPauseMs };
  if (status >= 500 || isBusy) return { class: 'transient', code: isBusy ? error.toUpperCase() : `HTTP_${status}` };
  if (error === '') return { class: 'auth', code: 'NOT_A_TOKEN_ENDPOINT', isSystemWide: true };
  const rule = rules.find(
    (candidate) =>
      (candidate.error === undefined || candidate.error.test(error)) &&
      (candidate.description === undefined || candidate.description.test(description)),
  );
  if (rule === undefined) return { class: 'auth', code: 'SIGN_IN_REFUSED', isSystemWide: false };
  return { class: 'auth', code: rule.code, isSystemWide: rule.isSystemWide };
}

function parse(body: string): { readonly error: string; readonly description: string } {
  try {
    const { error, error_description: description } = JSON.parse(body) as Record<string, unknown>;
    return {
      error: typeof error === 'string' ? error : '',
      description: typeof description === 'string' ? description : '',
    };
  } catch {
    return { error: '', description: '' };
  }
}
