import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../../shortcuts/useShortcuts';
import { StepSelect } from './StepSelect';
import type { StepGroup } from './steps';

/** One more, at the end; `a` leads here. */
export function AddStep({ groups, add }: { groups: readonly StepGroup[]; add: (step: string) => void }) {
  const { t } = useTranslation('funnels');
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  useShortcuts([{ keys: 'a', label: t('steps.add'), group: 'page', run: () => box.current?.focus() }]);
  return (
    <StepSelect
      ref={box}
      label={t('steps.add')}
      placeholder={t('steps.placeholder')}
      value={null}
      groups={groups}
      typed={{ text, set: setText }}
      onChange={(step) => {
        setText('');
        add(step);
      }}
    />
  );
}
