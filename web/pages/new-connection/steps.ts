/** The order of the steps. */
import type { StepState } from './step.tsx';

const STEPS = ['project', 'tracker', 'settings', 'test', 'finish'] as const;
export type StepName = (typeof STEPS)[number];

interface Chosen {
  readonly project?: number | undefined;
  readonly connector?: number | undefined;
}

/** The first one for which something is still to be done. */
export const firstOpen = ({ project, connector }: Chosen): StepName =>
  project === undefined ? 'project' : connector === undefined ? 'tracker' : 'settings';

export function stateOf(step: StepName, at: StepName): StepState {
  const distance = STEPS.indexOf(step) - STEPS.indexOf(at);
  return distance === 0 ? 'now' : distance < 0 ? 'done' : 'later';
}
