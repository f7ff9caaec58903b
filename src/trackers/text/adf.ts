/** Markdown to and from Jira Cloud's document format (ADF): the nodes below the root `doc`. */
import type { AdfNode } from './adf-node.ts';
import { readAdf } from './adf-read.ts';
import { writeAdf } from './adf-write.ts';
import { parse, print } from './markdown.ts';

/** Obeys the schema of Jira Cloud: what a node may not contain there is flattened, its words never dropped. */
export const toAdf = (markdown: string): AdfNode[] => writeAdf(parse(markdown));

/** Takes any nodes; of those that Markdown has no word for, the text stays. */
export const fromAdf = (nodes: readonly AdfNode[]): string => print(readAdf(nodes));
