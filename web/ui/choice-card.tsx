/** A card that is pressed to choose it. */
import { Text, UnstyledButton } from '@mantine/core';

interface ChoiceCardProps {
  readonly title: string;
  readonly about: string | null;
  readonly press: () => void;
}

export const ChoiceCard = ({ title, about, press }: ChoiceCardProps) => (
  <UnstyledButton className="choice-card" onClick={press}>
    <Text fw={600}>{title}</Text>
    {about !== null && (
      <Text size="sm" c="dimmed">
        {about}
      </Text>
    )}
  </UnstyledButton>
);
