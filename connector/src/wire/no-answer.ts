// Why a request got no answer, or none that counts, and whether it may have been carried out all the same. Only codes
// that cannot come after sending count as never sent; whatever is not known leaves a write in doubt. Keeps codes alone:
// messages hold addresses. Rule: docs/architecture.md "How creating is made repeat-safe".

export interface NoAnswer {
  readonly kind: 'none';
  readonly code: string;
  /** False: the request surely never arrived, so repeating it is harmless. */
  readonly wasSent: boolean;
}

/** What a write gets that must not be sent any more. */
export const heldBack: NoAnswer = { kind: 'none', code: 'LEASE_OVER', wasSent: false };

/** Codes of node and undici for a connection that was never made. Time-outs of the socket are not among them. */
const neverSent: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['CERT_HAS_EXPIRED', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID'],
]);

/**
 * The code of what was thrown, or of the first of several tries to connect: all of them must have come to nothing. No
 * `instanceof`: node's own errors come from another realm where tests run.
 */
export function noAnswerOf(error: unknown): NoAnswer {
  const { code, name, errors } = (error ?? {}) as { code?: unknown; name?: unknown; errors?: { code?: unknown }[] };
  const codes: readonly unknown[] = typeof code === 'string' ? [code] : (errors ?? []).map((one) => one.code);
  const [first] = codes;
  if (typeof first === 'string')
    return { kind: 'none', code: first, wasSent: !codes.every((one) => neverSent.has(one)) };
  return { kind: 'none', code: name === 'TimeoutError' ? 'NO_ANSWER_IN_TIME' : 'NO_ANSWER', wasSent: true };
}

/**
 * Answers that do not say whether the request was carried out: a write is then in doubt, a read may be repeated. 501
 * (no such thing), 505 and 507 (full) are refusals.
 */
export function saysNothing(status: number): boolean {
  return status === 408 || (status >= 500 && ![501, 505, 507].includes(status));
}
