/** What was said on both sides, for one running job: which notes wait for their comment, which comments are known. */
import { sql, type Kysely } from 'kysely';
import type { Instant } from '../model/instant.ts';
import type { CommentIntent, HeardComment, Said, SentComment, Talk, WaitingNote } from '../model/talk.ts';
import type { LinkOwner } from './links.ts';
import type { Tables } from './tables.ts';

/** Runs a short transaction behind the run's fence. */
export type BehindFence = <T>(work: (trx: Kysely<Tables>, at: Date) => Promise<T>) => Promise<T>;

export const makeTalk = (owner: LinkOwner, behindFence: BehindFence): Talk => ({
  load: () => behindFence((trx) => load(trx, owner)),
  intend: (intents) => behindFence((trx, at) => intend(trx, owner, intents, at)),
  sent: (comments) => behindFence((trx) => sent(trx, owner, comments)),
  heard: (comments, issues) => behindFence((trx, at) => heard(trx, owner, { comments, issues }, at)),
});

async function load(trx: Kysely<Tables>, owner: LinkOwner): Promise<Said> {
  const linked = sql<string>`(select issue_id from links where connection_id = ${owner.id}::integer
    and retired_at is null and issue_id is not null)`;
  const { rows: crossed } = await sql<{ issue_id: string; ids: string[] }>`
    select issue_id, array_agg(comment_id) as ids from crossed_comments
    where server = ${owner.server} and comment_id is not null and issue_id in ${linked} group by issue_id
  `.execute(trx);
  const { rows: issues } = await sql<{ issue_id: string; updated: Date }>`
    select issue_id, updated from heard_issues where server = ${owner.server} and issue_id in ${linked}
  `.execute(trx);
  return {
    waiting: await waitingNotes(trx, owner),
    crossed: Object.fromEntries(crossed.map((row) => [row.issue_id, row.ids])),
    heard: Object.fromEntries(issues.map((row) => [row.issue_id, new Date(row.updated).getTime()])),
  };
}

interface WaitingRow {
  readonly id: number;
  readonly task_id: string;
  readonly author: string;
  readonly created: Date;
  readonly text: string;
  readonly origin: string | null;
  readonly sent: Date | null;
}

/** Notes of people, of tasks with a live link, without a comment. Automatic ones never cross. */
async function waitingNotes(trx: Kysely<Tables>, owner: LinkOwner): Promise<WaitingNote[]> {
  const { rows } = await sql<WaitingRow>`
    select n.id, n.task_id, n.created, n.text, c.origin, c.created as sent,
      coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.email, '') as author
    from notes n
    join links l on l.project_id = n.project_id and l.task_id = n.task_id and l.connection_id = ${owner.id}::integer
      and l.retired_at is null and l.issue_id is not null
    left join crossed_comments c on c.server = l.server and c.issue_id = l.issue_id and c.note_id = n.id
    left join users u on u.id = n.author_id
    where not n.automatic and c.comment_id is null and c.refusal is null
    order by n.id
  `.execute(trx);
  return rows.map((row) => ({
    id: row.id,
    taskId: row.task_id,
    author: row.author,
    at: new Date(row.created).getTime(),
    text: row.text,
    sent: row.origin === null || row.sent === null ? null : { origin: row.origin, at: new Date(row.sent).getTime() },
  }));
}

/** An intent that is sent once more keeps its row, with the time of this attempt. A note that is gone by now has none. */
async function intend(
  trx: Kysely<Tables>,
  { projectId, server }: LinkOwner,
  intents: readonly CommentIntent[],
  at: Date,
): Promise<void> {
  const rows = JSON.stringify(
    intents.map(({ noteId, taskId, issueId, origin }) => ({
      note_id: noteId,
      task_id: taskId,
      issue_id: issueId,
      origin,
    })),
  );
  await sql`
    insert into crossed_comments (project_id, task_id, note_id, server, issue_id, origin, created)
    select ${projectId}::integer, c.task_id, c.note_id, ${server}, c.issue_id, c.origin, ${at}::timestamptz
    from jsonb_to_recordset(${rows}::jsonb) as c (task_id text, note_id integer, issue_id text, origin text)
    join notes n on n.id = c.note_id for key share of n
    on conflict (server, issue_id, note_id) do update set created = excluded.created
  `.execute(trx);
}

async function sent(trx: Kysely<Tables>, { server }: LinkOwner, comments: readonly SentComment[]): Promise<void> {
  const rows = JSON.stringify(
    comments.map((comment) => ({
      origin: comment.origin,
      comment_id: 'commentId' in comment ? comment.commentId : null,
      refusal: 'refusal' in comment ? comment.refusal : null,
    })),
  );
  await sql`
    update crossed_comments k set comment_id = c.comment_id, refusal = c.refusal
    from jsonb_to_recordset(${rows}::jsonb) as c (origin text, comment_id text, refusal text)
    where k.server = ${server} and k.origin = c.origin
  `.execute(trx);
}

interface Heard {
  readonly comments: readonly HeardComment[];
  readonly issues: Readonly<Record<string, Instant>>;
}

async function heard(
  trx: Kysely<Tables>,
  { projectId, server }: LinkOwner,
  { comments, issues }: Heard,
  at: Date,
): Promise<void> {
  const rows = JSON.stringify(
    comments.map(({ taskId, issueId, commentId, text }) => ({
      task_id: taskId,
      issue_id: issueId,
      comment_id: commentId,
      text,
    })),
  );
  // The row that remembers the comment decides: no second note for one that is known. A task that is gone hears nothing.
  await sql`
    with said as (
      select c.* from jsonb_to_recordset(${rows}::jsonb) as c (task_id text, issue_id text, comment_id text, text text)
      join tasks t on t.project_id = ${projectId}::integer and t.id = c.task_id for key share of t
    ), fresh as (
      insert into crossed_comments (project_id, task_id, server, issue_id, comment_id, created)
      select ${projectId}::integer, task_id, ${server}, issue_id, comment_id, ${at}::timestamptz from said
      on conflict (server, issue_id, comment_id) do nothing returning issue_id, comment_id
    )
    insert into notes (project_id, task_id, text, automatic, created, updated)
    select ${projectId}::integer, s.task_id, s.text, true, ${at}::timestamptz, ${at}::timestamptz
    from said s join fresh f using (issue_id, comment_id) order by s.issue_id, s.comment_id
  `.execute(trx);
  const read = JSON.stringify(
    Object.entries(issues).map(([id, updated]) => ({ issue_id: id, updated: new Date(updated) })),
  );
  await sql`
    insert into heard_issues (server, issue_id, updated)
    select ${server}, c.issue_id, c.updated from jsonb_to_recordset(${read}::jsonb) as c (issue_id text, updated timestamptz)
    on conflict (server, issue_id) do update set updated = excluded.updated
  `.execute(trx);
}
