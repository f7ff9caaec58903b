/** Who is who: e-mail addresses here, accounts in Jira. Cloud hides the addresses of those who want it so. */
import { wholeList } from './answer.ts';
import { getAssignable, PEOPLE, type Api } from './api.ts';
import type { UserRow } from './rows.ts';

export interface Person {
  /** Lower case. */
  readonly email: string;
  /** Account id on Cloud, user name on Data Center. */
  readonly account: string;
}

export interface Accounts {
  /** E-mail → account, as a person says it in the parameters: it goes first. */
  readonly given: Readonly<Record<string, string>>;
  readonly listed: readonly Person[];
}

const accountOf = ({ accountId, name }: UserRow): string => accountId ?? name ?? '';

export const nameOf = (user: UserRow | undefined): string =>
  user === undefined ? 'somebody' : (user.displayName ?? user.name ?? accountOf(user));

/** Those whom an issue of the project can be assigned to and whose address Jira tells. */
export async function fetchPeople(api: Api, project: string): Promise<readonly Person[]> {
  const people: Person[] = [];
  for (let startAt = 0; ; startAt += PEOPLE) {
    const users = wholeList<UserRow>(await getAssignable(api, project, startAt));
    for (const user of users) {
      if (user.emailAddress) people.push({ email: user.emailAddress.toLowerCase(), account: accountOf(user) });
    }
    if (users.length < PEOPLE) return people;
  }
}

/** The address of an account where it is known, else the account. */
export function addressOf(user: UserRow, { given, listed }: Accounts): string {
  const account = accountOf(user);
  const byParameter = Object.entries(given).find(([, named]) => named === account)?.[0];
  const byList = listed.find((person) => person.account === account)?.email;
  return byParameter ?? user.emailAddress?.toLowerCase() ?? byList ?? account;
}

/** The account behind an address; null when nobody is known by it. What is no address is an account. */
export function accountFor(assignee: string, { given, listed }: Accounts): string | null {
  if (!assignee.includes('@')) return assignee;
  return given[assignee] ?? listed.find(({ email }) => email === assignee)?.account ?? null;
}
