/** What the fake GitLab does because of a text: commands at the beginning of lines, and mentions. Neither in code. */
import { parse } from '../text/markdown.ts';

export interface Command {
  readonly name: string;
  readonly argument: string;
}

const COMMAND = /^\/(close|reopen|label|unlabel|title|confidential|assign|due)(?:[ ]([^\n]*))?$/i;

/** The commands in a text, and the text without them. Line ends come out as they are stored. */
export function commandsIn(text: string): { readonly commands: readonly Command[]; readonly rest: string } {
  const commands: Command[] = [];
  let fence: string | null = null;
  const kept = text
    .replaceAll('\r', '')
    .split('\n')
    .filter((line) => {
      const [mark] = /^(?:`{3,}|~{3,})/.exec(line) ?? [];
      if (mark !== undefined && (fence === null || line.startsWith(fence))) fence = fence === null ? mark : null;
      const [, name, argument = ''] = (fence === null ? COMMAND.exec(line) : null) ?? [];
      if (name !== undefined) commands.push({ name: name.toLowerCase(), argument });
      return name === undefined;
    });
  return { commands, rest: commands.length === 0 ? text.replaceAll('\r', '') : kept.join('\n').trimEnd() };
}

/** Names after an `@` outside of code and links. */
export function mentionsIn(text: string): readonly string[] {
  const found: string[] = [];
  const look = (node: object): void => {
    if ('type' in node && (node.type === 'link' || node.type === 'code' || node.type === 'inlineCode')) return;
    if ('value' in node)
      found.push(...[...String(node.value).matchAll(/(?<!\w)@([a-z0-9][\w.-]*)/gi)].map(([, name]) => name ?? ''));
    if ('children' in node && Array.isArray(node.children)) for (const child of node.children) look(child as object);
  };
  for (const block of parse(text)) look(block);
  return found;
}
