/** The workflow as those see it who administer the project: all of its transitions at once. Cloud only. */
import { postWorkflows } from './api.ts';
import type { View } from './native.ts';
import { ADMINISTRATION } from './permissions.ts';
import type { Step, StepsFrom } from './workflow.ts';

interface TransitionOfWorkflow {
  readonly id: string;
  readonly name: string;
  readonly type: 'INITIAL' | 'GLOBAL' | 'DIRECTED';
  readonly toStatusReference?: string;
  readonly links?: readonly { readonly fromStatusReference?: string }[];
}

interface Workflows {
  readonly statuses?: readonly { readonly name: string; readonly statusReference: string }[];
  readonly workflows?: readonly { readonly transitions?: readonly TransitionOfWorkflow[] }[];
}

/** null: this account may not read it, or there is not exactly one. */
export async function readWorkflow({ api, native }: View): Promise<StepsFrom | null> {
  if (!api.cloud || !ADMINISTRATION.some((permission) => native.may.includes(permission))) return null;
  const response = await postWorkflows(api, native.projectId, native.issueType.id);
  const { statuses = [], workflows = [] } = (response.status === 200 ? response.body : {}) as Workflows;
  const [only, ...others] = workflows;
  if (only === undefined || others.length > 0) return null;
  const names = new Map(statuses.map(({ statusReference, name }) => [statusReference, name]));
  return stepsOf(only.transitions ?? [], (reference) => names.get(reference) ?? '');
}

function stepsOf(transitions: readonly TransitionOfWorkflow[], nameOf: (reference: string) => string): StepsFrom {
  const everywhere: Step[] = [];
  const from = new Map<string, Step[]>();
  for (const { id, name, type, toStatusReference, links = [] } of transitions) {
    const step = { id, name, to: nameOf(toStatusReference ?? '') };
    if (type === 'GLOBAL') everywhere.push(step);
    if (type !== 'DIRECTED') continue;
    for (const { fromStatusReference = '' } of links) {
      const status = nameOf(fromStatusReference);
      from.set(status, [...(from.get(status) ?? []), step]);
    }
  }
  return (status) => [...(from.get(status) ?? []), ...everywhere];
}
