/** Buttons that do something at once: they wait for it, say what went wrong, and when they cannot, why. */
import { Button, Group, Modal, Stack, Text, Tooltip, type ButtonProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { wordsFor } from '../api/problem.ts';
import { common } from '../texts/common.ts';

interface ActProps extends ButtonProps {
  readonly act: () => Promise<unknown>;
  /** Said once it is done. */
  readonly done?: string;
  /** Why it cannot be done now; null or absent: it can. */
  readonly why?: string | null;
  readonly children: ReactNode;
}

export function Act({ act, done, why = null, children, ...look }: ActProps) {
  const { mutate, isPending } = useActing(act, done);
  return (
    <Because why={why}>
      <Button {...look} {...barred(why)} loading={isPending} onClick={() => why === null && mutate()}>
        {children}
      </Button>
    </Because>
  );
}

interface ConfirmProps extends ActProps {
  readonly title: string;
  /** What will happen, and what will not. */
  readonly says: ReactNode;
}

/** Asks first. */
export function Confirm({ act, done, why = null, children, title, says, ...look }: ConfirmProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const { mutate, isPending } = useActing(() => act().finally(close), done);
  return (
    <>
      <Because why={why}>
        <Button {...look} {...barred(why)} onClick={() => why === null && open()}>
          {children}
        </Button>
      </Because>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': common.close }}>
        <Stack>
          <Text size="sm" component="div">
            {says}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {common.cancel}
            </Button>
            <Button color={look.color ?? 'red'} loading={isPending} onClick={() => mutate()}>
              {children}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

/** The reason is there for the keyboard too: the button keeps its focus. */
export const Because = ({ why, children }: { readonly why: string | null; readonly children: ReactNode }) => (
  <Tooltip label={why} disabled={why === null} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
    {children}
  </Tooltip>
);

/** Looks disabled and says so, but keeps its focus: a disabled button could tell nobody why. */
export const barred = (why: string | null) => (why === null ? {} : { 'data-disabled': true, 'aria-disabled': true });

function useActing(act: () => Promise<unknown>, done: string | undefined) {
  return useMutation({
    mutationFn: act,
    onSuccess: () => done !== undefined && notifications.show({ message: done, color: 'green' }),
    onError: (error) =>
      notifications.show({ title: common.failed, message: wordsFor(error), color: 'red', autoClose: 12_000 }),
  });
}
