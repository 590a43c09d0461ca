import { describe, expect, it } from '@jest/globals';
import { graphAnswerOf } from './answer.js';

const answer = (type: string | null, body: string, headers: Record<string, string> = {}) =>
  graphAnswerOf({
    ...{ kind: 'answer', status: 502, body },
    headers: { ...(type === null ? {} : { 'content-type': type }), ...headers },
  });

describe('an answer', () => {
  it.each([
    ['HTML', 'text/html', '<html>'],
    ['JSON that says it is HTML', 'text/html', '{"error":{"code":"ErrorItemNotFound"}}'],
    ['broken JSON', 'application/json', '{"a":'],
    ['nothing', 'application/json', ''],
    ['nothing of any kind', null, ''],
  ])('that is %s has no body for us', (_, type, text) => {
    expect(answer(type, text)).toMatchObject({ status: 502, body: null });
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'application/problem+json'])(
    'that is %s is read, with what it asks for',
    (type) => {
      expect(answer(type, '{"a":1}', { 'retry-after': '2', 'request-id': 'r-1' })).toEqual({
        ...{ kind: 'answer', status: 502, body: { a: 1 }, retryAfter: '2', requestId: 'r-1' },
      });
    },
  );
});
