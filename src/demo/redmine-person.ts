/** A developer in the tracker: reads and changes issues over Redmine's own API, with a key of their own. */

export interface RedmineIssue {
  readonly id: number;
  readonly subject: string;
  readonly description: string;
  readonly status: { readonly id: number; readonly name: string };
}

export interface RedminePerson {
  /** How many issues the project has, closed ones too. */
  count(project: string): Promise<number>;
  issue(id: string): Promise<RedmineIssue>;
  change(id: string, fields: Readonly<Record<string, string | number>>): Promise<void>;
  /** The id of a status by its name. */
  statusId(name: string): Promise<number>;
}

export function redminePerson(url: string, key: string): RedminePerson {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { 'x-redmine-api-key': key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Redmine answered ${answer.status} to ${method} ${path}: ${text}`);
    return text.trim() === '' ? null : JSON.parse(text);
  };
  return {
    async count(project) {
      const found = await call('GET', `/issues.json?project_id=${project}&status_id=*&limit=1`);
      return (found as { readonly total_count: number }).total_count;
    },
    issue: async (id) => ((await call('GET', `/issues/${id}.json`)) as { readonly issue: RedmineIssue }).issue,
    async change(id, fields) {
      await call('PUT', `/issues/${id}.json`, { issue: fields });
    },
    async statusId(name) {
      const { issue_statuses: statuses } = (await call('GET', '/issue_statuses.json')) as {
        readonly issue_statuses: readonly { readonly id: number; readonly name: string }[];
      };
      const found = statuses.find((status) => status.name === name);
      if (found === undefined) throw new Error(`Redmine has no status ${name}`);
      return found.id;
    },
  };
}
