import { ActionIcon, Box, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSeesPeople } from '../../api/session';
import { useShortcuts } from '../../shortcuts/useShortcuts';
import { SearchField } from './SearchField';
import classes from './SearchField.module.css';

/** Takes a trace id, an address or a fingerprint, from anywhere; a viewer may not look people up. */
export function SearchBox() {
  const { t } = useTranslation('trace');
  const roomy = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false });
  if (!useSeesPeople()) return null;
  if (!roomy) return <SearchButton />;
  return (
    <Box role="search" aria-label={t('search.label')} maw={420} flex={1}>
      <SearchField />
    </Box>
  );
}

/** Where there is no room for the box, an icon that opens it. */
function SearchButton() {
  const { t } = useTranslation('trace');
  const [opened, setOpened] = useState(false);
  const [found, setFound] = useState(false); // then the keys belong to what was found, and not to the icon again
  const open = () => {
    setFound(false);
    setOpened(true);
  };
  const close = () => setOpened(false);
  const show = () => {
    setFound(true);
    close();
  };
  useShortcuts([{ keys: '/', label: t('search.label'), group: 'everywhere', run: open }]);
  return (
    <>
      <ActionIcon variant="subtle" color="gray" onClick={open} aria-label={t('search.label')} ml="auto">
        <IconSearch size={18} />
      </ActionIcon>
      <Modal.Root opened={opened} onClose={close} returnFocus={!found}>
        <Modal.Overlay />
        <Modal.Content aria-label={t('search.label')} className={classes.dialog}>
          <Modal.Body>
            <SearchField autoFocus onFound={show} />
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}
