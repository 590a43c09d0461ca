// How often each line of the decision table was reached: a simulation that never comes there proves nothing about it.
// The table is data of the connector, so its lines can be watched without the connector knowing of it.
import { sentRules } from '../../connector/src/core/sent/verdict.js';

export type LineCounts = Readonly<Record<string, number>>;

/** Counts from now on, whenever the verdict of a line is asked for. */
export function countLines(): LineCounts {
  const counts: Record<string, number> = {};
  for (const rule of sentRules) {
    const { line, verdict } = rule;
    counts[String(line)] = 0;
    Object.defineProperty(rule, 'verdict', {
      get: () => {
        counts[String(line)] = (counts[String(line)] ?? 0) + 1;
        return verdict;
      },
    });
  }
  return counts;
}
