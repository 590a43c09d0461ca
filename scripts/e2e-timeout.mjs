// Loaded by Jest before each end-to-end test file: those start processes and sync whole mailboxes, so they get five
// minutes a test.
import { jest } from '@jest/globals';

jest.setTimeout(300_000);
