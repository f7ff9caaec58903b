/** Milestone, due date and weight, by the names that the API has for them. */
import type { Json } from '../../model/json.ts';
import { TrackerError } from '../../model/tracker-error.ts';
import type { Native, View } from './native.ts';
import { PARAM } from './params.ts';
import type { IssueRow } from './rows.ts';

const READERS: Readonly<Record<string, (row: IssueRow) => string>> = {
  milestone: ({ milestone }) => milestone?.title ?? '',
  due_date: ({ due_date: date }) => date ?? '',
  weight: ({ weight }) => (typeof weight === 'number' ? String(weight) : ''),
};

export const customOf = (row: IssueRow, names: object): Record<string, string> =>
  Object.fromEntries(Object.keys(names).map((name) => [name, READERS[name]?.(row) ?? '']));

export const customBody = (custom: Readonly<Record<string, string>>, { native }: View): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(custom).map(([name, value]): [string, Json] => {
      if (name === 'milestone') return ['milestone_id', value === '' ? 0 : milestoneOf(value, native)];
      return [name, value === '' ? null : name === 'weight' ? weightOf(value) : dateOf(value)];
    }),
  );

const refused = (message: string): TrackerError =>
  new TrackerError('refused', `${message} It comes from ${PARAM.customFields}.`);

function milestoneOf(title: string, { milestones }: Native): number {
  const id = milestones[title];
  if (id !== undefined) return id;
  throw refused(`The project has no milestone "${title}"; it has ${Object.keys(milestones).join(', ') || 'none'}.`);
}

function weightOf(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw refused(`"${value}" is no weight: that is a whole number.`);
}

function dateOf(value: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return value;
  throw refused(`"${value}" is no date: write it like 2026-12-31.`);
}
