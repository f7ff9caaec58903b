/** The frame of every page: its name, the way up, and what can be done here. */
import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';

interface Up {
  readonly to: string;
  readonly text: string;
}

interface PageProps {
  readonly title: string;
  /** From the top down, without this page. */
  readonly up?: readonly Up[];
  /** One sentence. */
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, up = [], about, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Lockstep`;
  }, [title]);
  return (
    <Stack gap="lg">
      <header>
        {up.length > 0 && (
          <Breadcrumbs mb={4} separatorMargin={6}>
            {up.map(({ to, text }) => (
              <Anchor key={to} component={Link} to={to} size="sm">
                {text}
              </Anchor>
            ))}
          </Breadcrumbs>
        )}
        <Group justify="space-between" align="flex-start" gap="sm">
          <Title order={1} className="page-title">
            {title}
          </Title>
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </Group>
        {about !== undefined && (
          <Text c="dimmed" size="sm" mt={4} maw={760} component="div">
            {about}
          </Text>
        )}
      </header>
      {children}
    </Stack>
  );
}
