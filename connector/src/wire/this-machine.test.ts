import { expect, it } from '@jest/globals';
import { isThisMachine } from './this-machine.js';

it.each(['http://localhost:3000', 'http://127.0.0.1', 'http://127.1.2.3', 'http://[::1]:80'])(
  '%s is this machine',
  (url) => {
    expect(isThisMachine(new URL(url).hostname)).toBe(true);
  },
);

it.each(['http://127.example.com', 'http://localhost.example', 'http://10.0.0.1', 'https://graph.microsoft.com'])(
  '%s is another machine',
  (url) => {
    expect(isThisMachine(new URL(url).hostname)).toBe(false);
  },
);
