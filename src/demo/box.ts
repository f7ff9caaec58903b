/** A tracker in the box: its fake behind a port of its own, and a developer who works in it over its own API. */

/** An issue as its tracker lists it. */
export interface Ticket {
  readonly id: string;
  /** What people call it. */
  readonly key: string;
  readonly title: string;
  readonly status: string;
}

/** A developer: what people do in a tracker, whatever it is called there. Issues are named by the tracker's own id. */
export interface Person {
  /** All issues of the project, closed ones too (the first hundred). */
  tickets(): Promise<readonly Ticket[]>;
  ticket(id: string): Promise<Ticket>;
  text(id: string): Promise<string>;
  retitle(id: string, title: string): Promise<void>;
  /** Writes a line below everything that stands in the description. */
  append(id: string, line: string): Promise<void>;
  close(id: string): Promise<void>;
}

export interface Box {
  /** As people call it. */
  readonly name: string;
  readonly system: string;
  readonly url: string;
  readonly port: number;
  /** What a connector to it needs beside the server's address. */
  readonly params: Readonly<Record<string, string>>;
  readonly project: string;
  readonly person: Person;
  /** A line for those who want to look inside. */
  readonly hint: string;
  close(): Promise<void>;
}

/** What a connector to it needs, its address included. */
export const connectorParams = ({ params, url }: Box): Readonly<Record<string, string>> => ({
  ...params,
  issue_tracker_method: 'http',
  issue_tracker_server: new URL(url).host,
});

/** Asks a tracker as that developer does. Throws with its words when it refuses. */
export async function asPerson(
  name: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  { method = 'GET', body }: { readonly method?: string; readonly body?: unknown } = {},
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${name} answered ${answer.status} to ${method} ${new URL(url).pathname}: ${text}`);
  return text.trim() === '' ? null : JSON.parse(text);
}
