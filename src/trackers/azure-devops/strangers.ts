/** Somebody whom Azure DevOps does not take must not keep the rest from being written. */
import { sendAll, type Desk, type Sending, type Write, type Written } from './batch.ts';
import { ASSIGNED_TO } from './patch.ts';

/** Outcomes in the order of the writes; those that failed because of the assignee are sent once more without one. */
export async function sendAssigned(
  desk: Desk,
  writes: readonly Write[],
  sending: Sending,
): Promise<readonly Written[]> {
  const written = await sendAll(desk, writes, sending);
  const again = writes.filter((write, at) => isStrange(write, written[at]));
  if (again.length === 0) return written;
  const second = await sendAll(desk, again.map(unassigned), sending);
  const byKey = new Map(again.map(({ key }, at) => [key, second[at]]));
  return writes.flatMap(({ key }, at) => byKey.get(key) ?? written[at] ?? []);
}

const assigns = ({ path }: { readonly path: string }): boolean => path === `/fields/${ASSIGNED_TO}`;

const unassigned = (write: Write): Write => ({ ...write, ops: write.ops.filter((op) => !assigns(op)) });

const isStrange = ({ ops }: Write, written: Written | undefined): boolean =>
  written !== undefined &&
  'error' in written &&
  written.error.kind === 'refused' &&
  ops.some((op) => assigns(op) && op.value !== '') &&
  (written.fields.includes(ASSIGNED_TO) || /Assigned ?To/i.test(written.error.message));
