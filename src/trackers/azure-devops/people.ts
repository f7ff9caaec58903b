/** Whom work items can be assigned to: the members of the project's teams. */
import type { Send } from '../../model/transport.ts';
import { atOnce } from '../at-once.ts';
import { getMembers, getTeams } from './api.ts';
import type { AzureSettings } from './params.ts';

/** Address → sign-in name: where that is an address by itself, else as the parameters map people to accounts. */
export async function fetchPeople(
  send: Send,
  { users }: AzureSettings,
  project: string,
): Promise<Record<string, string>> {
  const teams = await getTeams(send, project);
  const members = await atOnce(teams, ({ id }) => getMembers(send, project, id));
  const names = members.flat().flatMap(({ identity }) => identity?.uniqueName ?? []);
  const addresses = names.filter((name) => name.includes('@')).map((name) => [name.toLowerCase(), name] as const);
  const mapped = Object.entries(users).flatMap(([email, user]) => {
    const name = names.find((one) => one.toLowerCase() === user.toLowerCase());
    return name === undefined ? [] : [[email, name] as const];
  });
  return Object.fromEntries([...addresses, ...mapped]);
}
