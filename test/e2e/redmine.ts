/** What a person would do in the real Redmine, done through its REST API as administrator. */
import { randomBytes } from 'node:crypto';

const needed = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run these tests with npm run test:e2e`);
  return value;
};

export interface RedmineIssue {
  readonly id: number;
  readonly subject: string;
  readonly description: string;
  readonly status: { readonly id: number; readonly name: string };
}

export class Redmine {
  readonly url = needed('LIVE_REDMINE_URL');
  readonly botKey = needed('LIVE_REDMINE_API_KEY');
  readonly #adminKey = needed('LIVE_REDMINE_ADMIN_API_KEY');

  async #send(method: string, path: string, body?: object, key = this.#adminKey): Promise<Record<string, unknown>> {
    const response = await fetch(this.url + path, {
      method,
      headers: { 'x-redmine-api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Redmine: ${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text === '' ? {} : JSON.parse(text);
  }

  /** A fresh private project that the bot manages; its identifier. */
  async makeProject(): Promise<string> {
    const identifier = `e2e-${randomBytes(5).toString('hex')}`;
    const { trackers } = await this.#send('GET', '/trackers.json');
    await this.#send('POST', '/projects.json', {
      project: {
        name: `E2E ${identifier}`,
        identifier,
        is_public: false,
        enabled_module_names: ['issue_tracking'],
        tracker_ids: (trackers as { id: number }[]).map(({ id }) => id),
      },
    });
    const { user } = await this.#send('GET', '/users/current.json', undefined, this.botKey);
    const { roles } = await this.#send('GET', '/roles.json');
    const manager = (roles as { id: number; name: string }[]).find(({ name }) => name === 'Manager');
    await this.#send('POST', `/projects/${identifier}/memberships.json`, {
      membership: { user_id: (user as { id: number }).id, role_ids: [manager?.id] },
    });
    return identifier;
  }

  /** Hides the project and its issues from everybody: other tests count requests that depend on what the server holds. */
  async archive(project: string): Promise<void> {
    await this.#send('PUT', `/projects/${project}/archive.json`);
  }

  /** Every issue of the project, closed ones too, oldest first. */
  async issues(project: string): Promise<RedmineIssue[]> {
    const all: RedmineIssue[] = [];
    for (;;) {
      const query = `project_id=${project}&status_id=*&sort=id&limit=100&offset=${all.length}`;
      const page = (await this.#send('GET', `/issues.json?${query}`)) as {
        issues: RedmineIssue[];
        total_count: number;
      };
      all.push(...page.issues);
      if (page.issues.length === 0 || all.length >= page.total_count) return all;
    }
  }

  /** How many issues the project has now: one cheap request. */
  async count(project: string): Promise<number> {
    const page = await this.#send('GET', `/issues.json?project_id=${project}&status_id=*&limit=1`);
    return page['total_count'] as number;
  }

  async change(id: number, fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#send('PUT', `/issues/${id}.json`, { issue: fields });
  }

  /** Issues that have nothing to do with us; four at a time, as a busy team would. */
  async createMany(project: string, count: number): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < count) {
        next += 1;
        const subject = `Somebody else's issue ${next}`;
        await this.#send('POST', '/issues.json', { issue: { project_id: project, subject } });
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
  }

  /** The number of the custom field for all projects that the marker may go into; only an administrator sees it. */
  async markerField(): Promise<string> {
    const { custom_fields } = await this.#send('GET', '/custom_fields.json');
    const field = (custom_fields as { id: number; name: string }[]).find(({ name }) => name === 'External ID');
    if (field === undefined) throw new Error('Redmine has no custom field "External ID" that is a filter');
    return String(field.id);
  }

  async statusId(name: string): Promise<number> {
    const { issue_statuses } = await this.#send('GET', '/issue_statuses.json');
    const status = (issue_statuses as { id: number; name: string }[]).find((each) => each.name === name);
    if (status === undefined) throw new Error(`Redmine has no status ${name}`);
    return status.id;
  }
}
