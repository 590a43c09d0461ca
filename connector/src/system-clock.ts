// The real clock. Waiting ends early, without error, when the signal is aborted.
import type { ClockPort } from './ports/clock.js';

export const systemClock: ClockPort = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, milliseconds));
      signal?.addEventListener('abort', done, { once: true });
    }),
};
