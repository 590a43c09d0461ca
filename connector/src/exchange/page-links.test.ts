import { describe, expect, it } from '@jest/globals';
import { followable, rebase } from './page-links.js';

const emulator = 'http://127.0.0.1:9801';
const query = "/v1.0/users('u')/contactFolders('f')/contacts/delta?$deltatoken=a_-.b%3D%20c";
const canonical = `https://graph.microsoft.com${query}`;

describe('a next or delta link', () => {
  it.each([
    ['of Graph itself', canonical, emulator],
    ['of the place where we ask', `${emulator}${query}`, `${emulator}/`],
    ['of a national cloud', `https://graph.microsoft.us${query}`, 'https://graph.microsoft.us'],
    ['below a path of a proxy', `http://127.0.0.1:9801/graph${query}`, 'http://127.0.0.1:9801/graph/'],
  ])('%s is followed, its query untouched', (_, link, graphUrl) => {
    expect(followable(link, graphUrl)).toBe(canonical);
  });

  it.each([
    `https://evil.example${query}`,
    `https://graph.microsoft.com.evil.example${query}`,
    `https://graph.microsoft.com@evil.example${query}`,
    `http://graph.microsoft.com${query}`,
    `https://graph.microsoft.com/beta/users`,
    `http://127.0.0.1:98011${query}`,
    `//evil.example${query}`,
    '/v1.0/users',
    '',
  ])('%s is not followed', (link) => {
    expect(followable(link, emulator)).toBeNull();
  });
});

describe('a request', () => {
  it('goes to the place where we ask', () => {
    expect(rebase(canonical, `${emulator}/`)).toBe(`${emulator}${query}`);
  });

  it('that is not one of ours never leaves', () => {
    expect(() => rebase(`https://evil.example${query}`, emulator)).toThrow('REQUEST_TO_FOREIGN_HOST');
  });
});
