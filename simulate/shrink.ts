// Makes a failing story as short as it gets: takes out one thing after the other and keeps what still fails by the same
// law.
import type { Played } from './run/play.js';
import type { Meanwhile, Step, Story } from './world/story.js';

type Playing = (story: Story) => Promise<Played>;

const triesMax = 80;

export async function shrink(story: Story, law: string, play: Playing): Promise<Story> {
  let best = story;
  let tries = 0;
  const stillFails = async (shorter: Story): Promise<boolean> => {
    tries += 1;
    try {
      return (await play(shorter)).findings.some((finding) => finding.law === law);
    } catch {
      return false;
    }
  };
  for (let isShorter = true; isShorter && tries < triesMax;) {
    isShorter = false;
    for (const shorter of candidates(best)) {
      if (tries >= triesMax) break;
      if (!(await stillFails(shorter))) continue;
      best = shorter;
      isShorter = true;
      break;
    }
  }
  return best;
}

/** Shorter by much first. */
function candidates(story: Story): readonly Story[] {
  const { steps } = story;
  const withSteps = (changed: readonly Step[]): Story => ({ ...story, steps: changed });
  const halves = [steps.slice(0, Math.ceil(steps.length / 2)), steps.slice(Math.ceil(steps.length / 2))];
  const contacts = [...new Set(steps.flatMap(contactsOf))];
  const withoutContact =
    contacts.length < 2 ? [] : contacts.map((contact) => steps.map((step) => without(step, contact)).flatMap(notEmpty));
  const withoutStep = steps.map((_, index) => steps.toSpliced(index, 1));
  const withoutMeanwhile = steps.flatMap((step, index) =>
    shorterMeanwhiles(step).map((shorter) => steps.toSpliced(index, 1, shorter)),
  );
  const shorter = [...(steps.length > 3 ? halves : []), ...withoutContact, ...withoutStep, ...withoutMeanwhile];
  const plainer = [
    ...(story.formatsPhones ? [{ ...story, formatsPhones: false }] : []),
    ...(story.ignoresIfMatch ? [{ ...story, ignoresIfMatch: false }] : []),
  ];
  return [...shorter.map(withSteps), ...plainer];
}

function shorterMeanwhiles(step: Step): readonly Step[] {
  if (step.kind !== 'run') return [];
  const { meanwhile } = step;
  const withoutOne = meanwhile.map((_, index) => meanwhile.toSpliced(index, 1));
  const simpler = meanwhile.flatMap((one, index) =>
    simplerOnes(one).map((other) => meanwhile.toSpliced(index, 1, other)),
  );
  return [...withoutOne, ...simpler].map((changed) => ({ ...step, meanwhile: changed }));
}

function simplerOnes(one: Meanwhile): readonly Meanwhile[] {
  const { trouble, ...rest } = one;
  const fewer = one.acts.map((_, index) => ({ ...one, acts: one.acts.toSpliced(index, 1) }));
  return trouble === undefined || one.acts.length === 0 ? fewer : [rest, ...fewer];
}

function contactsOf(step: Step): readonly number[] {
  if (step.kind === 'act') return [step.act.contact];
  return step.kind === 'rest' ? [] : step.meanwhile.flatMap(({ acts }) => acts.map(({ contact }) => contact));
}

function without(step: Step, contact: number): Step | null {
  if (step.kind === 'act') return step.act.contact === contact ? null : step;
  if (step.kind === 'rest') return step;
  const meanwhile = step.meanwhile.map((one) => ({ ...one, acts: one.acts.filter((act) => act.contact !== contact) }));
  return { ...step, meanwhile };
}

function notEmpty(step: Step | null): readonly Step[] {
  return step === null ? [] : [step];
}
