/** A small form in the middle of an empty page. */
import icon from '../../icon.svg';
import { Center, Fieldset, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, type FormEvent, type ReactNode } from 'react';
import { ProblemBox } from '../../ui/problem-box.tsx';

interface DoorProps {
  readonly title: string;
  readonly about?: string;
  /** The heading of a failure. */
  readonly failed: string;
  /** Is given the fields by their names. */
  readonly enter: (field: (name: string) => string) => Promise<void>;
  readonly children: ReactNode;
}

export function Door({ title, about, failed, enter, children }: DoorProps) {
  const { mutate, error, isPending } = useMutation({ mutationFn: enter });
  useEffect(() => {
    document.title = `${title} · Lockstep`;
  }, [title]);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    mutate((name) => textOf(form.get(name)));
  };
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder p="xl" w={440} maw="100%">
        <Group gap="sm" mb="md">
          <img src={icon} alt="" width={32} height={32} />
          <Title order={1}>{title}</Title>
        </Group>
        {about !== undefined && <Text mb="md">{about}</Text>}
        <form onSubmit={submit}>
          <Fieldset variant="unstyled" disabled={isPending}>
            <Stack>
              {error !== null && <ProblemBox error={error} title={failed} />}
              {children}
            </Stack>
          </Fieldset>
        </form>
      </Paper>
    </Center>
  );
}

const textOf = (value: FormDataEntryValue | null): string => (typeof value === 'string' ? value : '');
