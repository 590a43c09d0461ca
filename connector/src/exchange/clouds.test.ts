import { describe, expect, it } from '@jest/globals';
import { cloudOf } from './clouds.js';

describe('a cloud', () => {
  it.each([
    ['https://graph.microsoft.com', 'https://login.microsoftonline.com', 'https://graph.microsoft.com/.default'],
    ['https://graph.microsoft.us/', 'https://login.microsoftonline.us', 'https://graph.microsoft.us/.default'],
  ])('is known by its address %s', (graphUrl, authority, scope) => {
    expect(cloudOf(graphUrl)).toEqual({ authority, scope });
  });

  it.each([
    'http://graph.microsoft.com',
    'https://graph.microsoft.com:8443',
    'http://127.0.0.1:1',
    'https://evil.example',
  ])('is not at %s', (graphUrl) => {
    expect(cloudOf(graphUrl)).toBeNull();
  });
});
