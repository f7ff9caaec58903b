/** One item of a connection on the wire: a task and its issue. */
import Type, { type Static } from 'typebox';
import { ITEM_STATES, type ItemRow } from '../store/item-rows.ts';
import { Choice, IdPath, Nullable, Time } from './shapes.ts';

export const ItemPath = Type.Object({
  ...IdPath.properties,
  task_id: Type.String({ description: '`1-T2` or `T2`' }),
});

const IssueShape = Type.Object({
  reference: Nullable(Type.String(), "The tracker's own id; null: it is about to be created"),
  name: Nullable(Type.String(), 'What people call it'),
  link: Nullable(Type.String()),
  status: Nullable(Type.String(), 'As it was last seen'),
});

const OutcomeShape = Type.Object({
  job: Type.Integer(),
  at: Time('When that job ended'),
  action: Type.String(),
  result: Type.String(),
  issue: Nullable(Type.String()),
  reason: Type.String(),
});

export const ItemShape = Type.Object({
  task: Type.String({ description: '`1-T2`' }),
  title: Type.String(),
  status: Nullable(Type.String(), "The id of the task's status; null: the task is gone"),
  issue: Nullable(IssueShape, 'null: there is none'),
  state: Choice(
    ITEM_STATES,
    '`intent`: its create was sent and nobody knows yet what became of it · `kept`: the sides differ, and the last run left it as people made it: nothing to do · `differs`: something is to be done',
  ),
  differs: Type.Array(Type.String(), { description: 'Fields that are not as they were last agreed' }),
  conflicts: Type.Array(Type.String(), { description: 'Fields that wait for a person' }),
  reason: Type.String({ description: 'Why, of the newest plan or run; may be empty' }),
  outcome: Nullable(OutcomeShape, 'What the last run that told of it did'),
  updated: Nullable(Type.String({ format: 'date-time' }), 'When the pair was last remembered'),
});

export const CountsShape = Type.Object(
  Object.fromEntries(ITEM_STATES.map((state) => [state, Type.Integer()])) as Record<
    (typeof ITEM_STATES)[number],
    ReturnType<typeof Type.Integer>
  >,
);

export const itemToWire =
  (projectId: number) =>
  (row: ItemRow): Static<typeof ItemShape> => ({
    task: `${projectId}-${row.task_id}`,
    title: row.title,
    status: row.task_status,
    issue: row.updated === null ? null : issueOf(row),
    state: row.state,
    differs: [...row.differs],
    conflicts: [...row.conflicts],
    reason: row.reason,
    outcome: row.outcome === null ? null : outcomeToWire(row.outcome),
    updated: row.updated?.toISOString() ?? null,
  });

const issueOf = (row: ItemRow): Static<typeof IssueShape> => ({
  reference: row.issue_id,
  name: row.issue_key,
  link: row.issue_url,
  status: row.issue_status,
});

const outcomeToWire = ({ detail, ...outcome }: NonNullable<ItemRow['outcome']>) => ({ ...outcome, reason: detail });
