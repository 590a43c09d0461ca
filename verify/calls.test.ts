import { describe, expect, it } from '@jest/globals';
import { findWritesTo } from './calls.js';
import { sentence } from './words.js';

describe('a side that is only read', () => {
  it('may be asked for much, in batches too, and for no write', () => {
    const read = { system: 'exchange', method: 'GET', route: '/users/{user}/events/{event}' };
    const batch = { system: 'exchange', method: 'POST', route: '/$batch' };
    const elsewhere = { system: 'salesforce', method: 'POST', route: '/composite/sobjects' };
    expect(findWritesTo('exchange', [read, batch, elsewhere])).toEqual([]);
    const write = { ...read, method: 'PATCH' };
    expect(findWritesTo('exchange', [read, write]).map(sentence)).toEqual([
      'exchange is only read, and PATCH /users/{user}/events/{event} was sent to it',
    ]);
  });
});
