// Tells a failing story to a person: settings, steps, what they see, which law.
import type { Played } from './run/play.js';
import { nameOf, tellStep, type Story } from './world/story.js';

export function tellStory(story: Story, { findings, told }: Played, withEverything: boolean): string {
  const people = story.people.map((rules, index) => {
    const owned = story.owners.flatMap((owner, contact) => (owner === index ? [nameOf(contact)] : []));
    const { direction, conflict, firstLink, deletedIn } = rules;
    const deleted = `deleted in Salesforce: ${deletedIn.Salesforce}, in Exchange: ${deletedIn.Exchange}`;
    const settings = [direction, conflict, `first link ${firstLink}`, deleted].join(', ');
    return `  person ${index + 1}: ${settings} (${owned.join(', ')})`;
  });
  const formats = story.formatsPhones ? 'formats' : 'leaves';
  const org = `  the org ${formats} telephone numbers; Exchange ${story.ignoresIfMatch ? 'ignores' : 'obeys'} If-Match`;
  return [
    `${story.origin} ${story.seed}`,
    ...people,
    org,
    '  steps:',
    ...story.steps.map((step, index) => `  ${index + 1}. ${tellStep(step)}`),
    ...(withEverything ? ['  what happened:', ...told.map((line) => `    ${line}`)] : []),
    ...findings.map(({ law, pair, says }) => `  ${law}: ${pair}: ${says}`),
  ].join('\n');
}
