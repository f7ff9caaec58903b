/** The steps that people take. */
import type { Journal } from './journal.ts';
import { onIssue, onTask, snatch } from './people.ts';
import { rival } from './rivals.ts';
import type { Step } from './steps.ts';
import { wish } from './wishes.ts';
import type { SimWorld } from './world.ts';

type Deed = Extract<Step, { readonly do: 'task' | 'issue' | 'rivals' | 'snatch' | 'wish' }>;

export const isDeed = (step: Step): step is Deed => ['task', 'issue', 'rivals', 'snatch', 'wish'].includes(step.do);

export function deed(world: SimWorld, journal: Journal, step: Deed): Promise<void> {
  switch (step.do) {
    case 'task':
      return onTask(world, journal, step);
    case 'issue':
      return onIssue(world, journal, step);
    case 'rivals':
      return rival(world, journal, step);
    case 'snatch':
      return snatch(world, journal);
    case 'wish':
      return wish(world, journal, step);
  }
}
