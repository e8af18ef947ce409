import { Kbd, Loader, Paper, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useId, useRef, useState, type KeyboardEvent, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import classes from './SearchField.module.css';
import { useAsking, type Problem } from './useAsking';

type Props = {
  /** It stands in a dialog that was opened for it. */
  autoFocus?: boolean;
  /** What was searched for is being shown. */
  onFound?: () => void;
};

/** One line for a trace id, an address or a fingerprint; `/` leads here, Enter searches, Escape leaves. */
export function SearchField({ autoFocus = false, onFound }: Props) {
  const { t } = useTranslation('trace');
  const input = useRef<HTMLInputElement>(null);
  const problemId = useId();
  const [text, setText] = useState('');
  const { ask, problem, pending, forget } = useAsking(() => {
    setText('');
    input.current?.blur(); // so that the keys of what is shown work
    onFound?.();
  });
  useShortcuts([{ keys: '/', label: t('search.label'), group: 'everywhere', run: () => input.current?.focus() }]);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void ask(text);
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    setText('');
    forget();
    input.current?.blur();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        ref={input}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          forget();
        }}
        onKeyDown={leave}
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={pending ? <Loader size={14} aria-label={t('search.looking')} /> : <Kbd size="xs">/</Kbd>}
        error={problem !== null}
        aria-describedby={problem ? problemId : undefined}
        autoFocus={autoFocus}
        data-autofocus={autoFocus || undefined}
        // what is typed here may be somebody's address: no browser is to remember it or have its spelling looked up
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="search"
      />
      {problem && <SearchProblem id={problemId} problem={problem} />}
    </form>
  );
}

function SearchProblem({ id, problem }: { id: string; problem: Problem }) {
  const { t } = useTranslation(['trace', 'common']);
  return (
    <Paper id={id} role="alert" withBorder shadow="md" p="sm" className={classes.problem}>
      <Text size="sm" fw={600}>
        {problem === 'unclear' ? t('search.unclear.title') : t(`trouble.${problem}.title`, { ns: 'common' })}
      </Text>
      <Text size="sm" c="dimmed">
        {problem === 'unclear' ? t('search.unclear.help') : t('search.again')}
      </Text>
    </Paper>
  );
}
