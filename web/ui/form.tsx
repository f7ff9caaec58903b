/** A form: waits for what it does, says at its fields what is wrong with them, and the rest above. */
import { Button, Fieldset, Group, Modal, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import { common } from '../texts/common.ts';
import { ProblemBox } from './problem-box.tsx';

interface FormProps {
  readonly save: () => Promise<unknown>;
  readonly submit: string;
  /** Those that it shows messages at. */
  readonly fields: readonly string[];
  readonly done?: string;
  readonly cancel?: () => void;
  /** Is given the message of a field, if any. */
  readonly children: (at: (field: string) => string | undefined) => ReactNode;
}

export function Form({ save, submit, fields, done, cancel, children }: FormProps) {
  const { mutate, error, isPending } = useMutation({
    mutationFn: save,
    onSuccess: () => done !== undefined && notifications.show({ message: done, color: 'green' }),
  });
  const messages = error instanceof Problem ? error.fields : {};
  const elsewhere = error !== null && !fields.some((field) => messages[field] !== undefined);
  const press = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form onSubmit={press}>
      <Fieldset variant="unstyled" mx={0} disabled={isPending}>
        <Stack>
          {elsewhere && <ProblemBox error={error} />}
          {children((field) => messages[field])}
          <Group justify={cancel === undefined ? 'flex-start' : 'flex-end'}>
            {cancel !== undefined && (
              <Button variant="default" onClick={cancel}>
                {common.cancel}
              </Button>
            )}
            <Button type="submit" loading={isPending}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </Fieldset>
    </form>
  );
}

interface FormModalProps extends FormProps {
  readonly title: string;
  readonly close: () => void;
}

/** Closes when it is done. What was typed stays while it cannot be. */
export const FormModal = ({ title, close, save, ...form }: FormModalProps) => (
  <Modal opened onClose={close} title={title} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
    <Form {...form} cancel={close} save={() => save().then(close)} />
  </Modal>
);
