// Time as the connector sees it. The real clock in main.ts, a virtual one in simulations.

export interface ClockPort {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** Milliseconds since some fixed moment: no change of the date moves it. It stands still while the machine sleeps. */
  elapsedMs(): number;
  /** Resolves after the time, or at once (without error) when `signal` is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
