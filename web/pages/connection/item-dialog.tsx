/** Asks before an item is linked, unlinked or tried again, and tells what the next run is going to do. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { linkItem, retryItem, unlinkItem, type Item } from '../../api/items.ts';
import { common } from '../../texts/common.ts';
import { itemTexts as texts } from '../../texts/items.ts';
import { ProblemBox } from '../../ui/problem-box.tsx';
import type { ItemAct } from './item-acts.ts';
import { useConnection } from './use-connection.ts';

interface ItemDialogProps {
  readonly item: Item;
  /** null: nothing is asked. */
  readonly asked: ItemAct | null;
  readonly close: () => void;
}

export function ItemDialog({ item, asked, close }: ItemDialogProps) {
  const { id } = useConnection().connection;
  const path = { id, task_id: item.task };
  const { mutate, error, isPending, reset } = useMutation({
    mutationFn: (issue: string) => {
      if (asked === 'link') return linkItem(path, issue);
      return asked === 'unlink' ? unlinkItem(path) : retryItem(path);
    },
    onSuccess: (next) => {
      notifications.show({ message: next, color: 'green', autoClose: 8_000 });
      close();
    },
  });
  const leave = (): void => {
    reset();
    close();
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const issue = new FormData(event.currentTarget).get('issue');
    mutate(typeof issue === 'string' ? issue.trim() : '');
  };
  return (
    <Modal
      opened={asked !== null}
      onClose={leave}
      title={titleOf(item, asked)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form onSubmit={submit}>
        <Stack>
          {error !== null && <ProblemBox error={error} />}
          <Text size="sm">{asked === null ? '' : SAYS[asked]}</Text>
          {asked === 'link' && (
            <TextInput name="issue" label={texts.linkField} description={texts.linkHelp} required data-autofocus />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={isPending} color={asked === 'unlink' ? 'red' : 'indigo'}>
              {asked === null ? '' : DOES[asked]}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const SAYS = { link: texts.linkAbout, unlink: texts.unlinkSays, retry: texts.retrySays } as const;
const DOES = { link: texts.linkDo, unlink: texts.unlink, retry: texts.retry } as const;

function titleOf({ task, issue }: Item, asked: ItemAct | null): string {
  if (asked === 'link') return texts.linkTitle(task);
  return asked === 'unlink' ? texts.unlinkTitle(issue?.name ?? task) : texts.retryTitle(task);
}
