import { describe, expect, it } from '@jest/globals';
import { noAnswerOf, saysNothing } from './no-answer.js';

const withCode = (code: string) => Object.assign(new Error('https://ann:secret@org.example'), { code });
const tries = (...codes: string[]) => ({ name: 'AggregateError', errors: codes.map(withCode) });

describe('a request that never arrived', () => {
  it.each([
    ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
    ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ...['CERT_HAS_EXPIRED', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('is known by %s', (code) => {
    expect(noAnswerOf(withCode(code))).toEqual({ kind: 'none', code, wasSent: false });
  });

  it('is known where each of several addresses was tried in vain', () => {
    expect(noAnswerOf(tries('ENETUNREACH', 'ECONNREFUSED'))).toMatchObject({ code: 'ENETUNREACH', wasSent: false });
  });
});

describe('a request that may have been carried out', () => {
  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_ABORTED', 'A_CODE_OF_NEXT_YEAR'])(
    'ends with %s, as with everything that is not known',
    (code) => {
      expect(noAnswerOf(withCode(code))).toEqual({ kind: 'none', code, wasSent: true });
    },
  );

  it('is one whose deadline passed, whatever number the error has', () => {
    const error = Object.assign(new Error('timeout'), { name: 'TimeoutError', code: 23 });
    expect(noAnswerOf(error)).toEqual({ kind: 'none', code: 'NO_ANSWER_IN_TIME', wasSent: true });
  });

  it.each([[tries('ECONNREFUSED', 'ETIMEDOUT')], [tries()], [new Error('odd')], ['text'], [null], [undefined]])(
    'is one of which not every try surely failed before: %j',
    (error) => {
      expect(noAnswerOf(error).wasSent).toBe(true);
    },
  );
});

it.each([
  ...([408, 500, 502, 503, 504].map((status) => [status, true]) as [number, boolean][]),
  ...([400, 404, 412, 429, 501, 507].map((status) => [status, false]) as [number, boolean][]),
])('status %d leaves open whether a call was carried out: %s', (status, isOpen) => {
  expect(saysNothing(status)).toBe(isOpen);
});
