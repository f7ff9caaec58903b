/** Whom issues can be assigned to. */
import type { Send } from '../../model/transport.ts';
import { wholeList } from './lists.ts';
import type { GitlabSettings } from './params.ts';
import type { Person } from './rows.ts';

/** Address → account: by the e-mail addresses that GitLab tells, and as the parameters map people to user names. */
export async function fetchPeople(
  send: Send,
  project: number,
  { users }: GitlabSettings,
): Promise<Record<string, number>> {
  const members = await wholeList<Person>(send, project, 'members/all');
  const active = members.filter(({ state = 'active' }) => state === 'active');
  const told = active.flatMap(({ id, email, public_email: open }): [string, number][] =>
    [email, open].flatMap((address) => (address ? [[address.toLowerCase(), id]] : [])),
  );
  const mapped = Object.entries(users).flatMap(([email, user]): [string, number][] => {
    const found = active.find(({ username }) => username.toLowerCase() === user.toLowerCase());
    return found === undefined ? [] : [[email, found.id]];
  });
  return Object.fromEntries([...told, ...mapped]);
}
