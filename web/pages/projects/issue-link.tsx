/** To an issue, where its tracker shows it. */
import { Text } from '@mantine/core';
import { Out } from '../../ui/out.tsx';

interface IssueLinkProps {
  readonly name: string;
  /** Nothing but the web is led to, whatever a tracker says. */
  readonly link: string | null;
}

export const IssueLink = ({ name, link }: IssueLinkProps) =>
  link !== null && /^https?:/i.test(link) ? (
    <Out href={link}>{name}</Out>
  ) : (
    <Text size="sm" component="span" className="anywhere">
      {name}
    </Text>
  );
