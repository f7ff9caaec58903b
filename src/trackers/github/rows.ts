/** Issues as GitHub's two APIs show them, and what both say. */

export interface Person {
  readonly login: string;
}

export interface IssueRow {
  /** Of the whole server; sub-issues are named by it. */
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly state_reason?: string | null;
  readonly html_url: string;
  /** Of the API. */
  readonly repository_url: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly labels: readonly (string | { readonly name?: string })[];
  readonly assignees?: readonly Person[] | null;
  readonly milestone: { readonly title: string } | null;
  readonly type?: { readonly name: string } | null;
  readonly parent_issue_url?: string | null;
  /** Pull requests are listed among the issues. */
  readonly pull_request?: object;
}

export interface RepositoryRow {
  readonly id: number;
  readonly full_name: string;
  readonly private: boolean;
  readonly has_issues: boolean;
  readonly archived: boolean;
  readonly disabled: boolean;
  readonly permissions?: Readonly<Record<string, boolean>>;
}

/** The same of GraphQL. */
export interface IssueNode {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly stateReason: string | null;
  readonly url: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null;
  readonly assignees: { readonly nodes: readonly Person[] };
  readonly milestone?: { readonly title: string } | null;
  readonly issueType?: { readonly name: string } | null;
  readonly parent?: { readonly number: number; readonly repository: { readonly nameWithOwner: string } } | null;
}

/** What both say. */
export interface Row {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  /** Lower case, as `reason`. */
  readonly state: string;
  readonly reason: string | null;
  /** For people. */
  readonly url: string;
  readonly created: string;
  readonly updated: string;
  readonly labels: readonly string[];
  /** Logins, sorted. */
  readonly assignees: readonly string[];
  readonly milestone: string;
  readonly type: string;
  /** `12`, in another repository `owner/name#12`. */
  readonly parent: string | null;
}

export const fromRow = (row: IssueRow): Row => ({
  number: row.number,
  title: row.title,
  body: row.body ?? '',
  state: row.state,
  reason: row.state_reason ?? null,
  url: row.html_url,
  created: row.created_at,
  updated: row.updated_at,
  labels: row.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
  assignees: (row.assignees ?? []).map(({ login }) => login).toSorted(),
  milestone: row.milestone?.title ?? '',
  type: row.type?.name ?? '',
  parent: parentIn(row),
});

const ADDRESS = /\/repos\/([^/]+\/[^/]+)\/issues\/(\d+)$/;

function parentIn({ parent_issue_url: url, repository_url: own }: IssueRow): string | null {
  const [, repository, number = ''] = ADDRESS.exec(url ?? '') ?? [];
  if (repository === undefined) return null;
  return own.endsWith(`/${repository}`) ? number : `${repository}#${number}`;
}

/** `repository`: `owner/name` of the issue. */
export const fromNode = (node: IssueNode, repository: string): Row => ({
  number: node.number,
  title: node.title,
  body: node.body,
  state: node.state.toLowerCase(),
  reason: node.stateReason?.toLowerCase() ?? null,
  url: node.url,
  created: node.createdAt,
  updated: node.updatedAt,
  labels: (node.labels?.nodes ?? []).map(({ name }) => name),
  assignees: node.assignees.nodes.map(({ login }) => login).toSorted(),
  milestone: node.milestone?.title ?? '',
  type: node.issueType?.name ?? '',
  parent: node.parent ? nameOf(node.parent, repository) : null,
});

const nameOf = ({ number, repository }: NonNullable<IssueNode['parent']>, own: string): string =>
  repository.nameWithOwner === own ? String(number) : `${repository.nameWithOwner}#${number}`;
