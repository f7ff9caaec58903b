/** The steps that people take. */
import { rule } from './administrators.ts';
import type { Journal } from './journal.ts';
import { onIssue, onTask, snatch } from './people.ts';
import { rival } from './rivals.ts';
import type { IssueStep, Step, TaskStep } from './steps.ts';
import type { Said } from './window.ts';
import { wish } from './wishes.ts';
import type { SimWorld } from './world.ts';

type Deed = Extract<Step, { readonly do: 'task' | 'issue' | 'rivals' | 'snatch' | 'wish' | 'rule' }>;

export const isDeed = (step: Step): step is Deed =>
  ['task', 'issue', 'rivals', 'snatch', 'wish', 'rule'].includes(step.do);

/** Answers what was written into an issue. */
export async function edit(world: SimWorld, journal: Journal, step: TaskStep | IssueStep): Promise<Said | null> {
  if (step.do === 'issue') return onIssue(world, journal, step);
  await onTask(world, journal, step);
  return null;
}

export async function deed(world: SimWorld, journal: Journal, step: Deed): Promise<void> {
  switch (step.do) {
    case 'task':
    case 'issue':
      return void (await edit(world, journal, step));
    case 'rivals':
      return rival(world, journal, step);
    case 'snatch':
      return snatch(world, journal);
    case 'wish':
      return wish(world, journal, step);
    case 'rule':
      return rule(world, journal, step);
  }
}
