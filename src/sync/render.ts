/** Parts of an issue as the tracker would give them back, where no whole issue is composed. */
import type { IssueFields } from '../model/issue.ts';
import type { Tracker } from '../model/tracker.ts';

type Normalize = Pick<Tracker, 'normalize'>;

const BLANK: IssueFields = {
  title: '',
  body: null,
  priority: null,
  status: '',
  parent: null,
  custom: {},
  labels: [],
  assignee: null,
};

/** Markdown in the tracker's own markup. */
export const richOf =
  ({ normalize }: Normalize) =>
  (markdown: string): string =>
    normalize({ ...BLANK, body: markdown }).body ?? '';

export const customIn = (custom: IssueFields['custom'], { normalize }: Normalize): IssueFields['custom'] =>
  normalize({ ...BLANK, custom }).custom;
