/** To an issue, where its tracker shows it. */
import { Anchor, Text } from '@mantine/core';

interface IssueLinkProps {
  readonly name: string;
  /** Nothing but the web is led to, whatever a tracker says. */
  readonly link: string | null;
}

export const IssueLink = ({ name, link }: IssueLinkProps) =>
  link !== null && /^https?:/i.test(link) ? (
    <Anchor href={link} size="sm" rel="noreferrer noopener" className="anywhere">
      {name}
    </Anchor>
  ) : (
    <Text size="sm" component="span" className="anywhere">
      {name}
    </Text>
  );
