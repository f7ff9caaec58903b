/** The fake's objects in the words of GraphQL. */
import { htmlUrl, timeOf } from './fake-json.ts';
import { NotFound, type Thing } from './fake-graph.ts';
import { fullName, isSame, present, type Issue, type Repository } from './fake-world.ts';

/** The repository behind these names, renamed or not; undefined where the account sees none. */
export type Find = (owner: string, name: string) => Repository | undefined;

export const graphRoot = (find: Find, root: string): Thing => ({
  __typename: 'Query',
  repository: ({ owner, name }: { owner: string; name: string }) => {
    const repository = find(owner, name);
    if (repository !== undefined) return repositoryThing(repository, root);
    throw new NotFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
  },
});

interface IssuesArguments extends PageArguments {
  readonly labels?: readonly string[] | null;
  readonly filterBy?: { readonly createdBy?: string } | null;
}

const repositoryThing = (repository: Repository, root: string): Thing => ({
  __typename: 'Repository',
  databaseId: repository.id,
  nameWithOwner: fullName(repository),
  issue: ({ number }: { number: number }) => {
    const issue = repository.issues[number - 1];
    if (issue?.gone === null && !issue.isPullRequest) return issueThing(issue, root);
    throw new NotFound(`Could not resolve to an Issue with the number of ${number}.`);
  },
  issues: (args: IssuesArguments) => {
    const wanted = (args.labels ?? []).map((label) => label.toLowerCase());
    const creator = args.filterBy?.createdBy;
    const all = present(repository).filter(
      (issue) =>
        !issue.isPullRequest &&
        (wanted.length === 0 || issue.labels.some((label) => wanted.includes(label.toLowerCase()))) &&
        (creator === undefined || isSame(issue.creator, creator)),
    );
    return page(
      all.map((issue) => [issue.number, issueThing(issue, root)] as const),
      args,
    );
  },
});

interface PageArguments {
  readonly first: number;
  readonly after?: string | null;
}

/** A cursor names the last item of a page. */
function page(all: readonly (readonly [number, Thing])[], { first, after = null }: PageArguments): Thing {
  const rest = after === null ? all : all.filter(([at]) => at > Number(after.replace('after:', '')));
  const some = rest.slice(0, Math.min(first, 100));
  return {
    totalCount: all.length,
    nodes: some.map(([, thing]) => thing),
    pageInfo: {
      hasNextPage: rest.length > some.length,
      endCursor: some.length === 0 ? null : `after:${some.at(-1)?.[0]}`,
    },
  };
}

const named = (logins: readonly string[]): Thing => ({ nodes: logins.map((login) => ({ login })) });

const issueThing = (issue: Issue, root: string): Thing => ({
  __typename: 'Issue',
  number: issue.number,
  title: issue.title,
  body: issue.body ?? '',
  state: issue.state.toUpperCase(),
  stateReason: issue.reason?.toUpperCase() ?? null,
  url: htmlUrl(root, issue),
  createdAt: timeOf(issue.created),
  updatedAt: timeOf(issue.updated),
  lastEditedAt: issue.editedAt === null ? null : timeOf(issue.editedAt),
  labels: () => ({ nodes: issue.labels.map((name) => ({ name })) }),
  assignees: () => named(issue.assignees),
  milestone: issue.milestone === null ? null : { title: issue.milestone },
  issueType: issue.type === null ? null : { name: issue.type },
  parent:
    issue.parent === null
      ? null
      : { number: issue.parent.number, repository: { nameWithOwner: fullName(issue.parent.repository) } },
  comments: (args: PageArguments) =>
    page(
      issue.comments.map(
        ({ id, body, at, author }) =>
          [id, { databaseId: id, body, createdAt: timeOf(at), author: { login: author } }] as const,
      ),
      args,
    ),
  timelineItems: ({ last, itemTypes }: { last: number; itemTypes: readonly string[] }) => ({
    nodes: issue.events
      .filter(({ type }) => itemTypes.some((wanted) => isSame(wanted.replaceAll('_', ''), type)))
      .slice(-last)
      .map(({ type, at }) => ({ __typename: type, createdAt: timeOf(at) })),
  }),
});
