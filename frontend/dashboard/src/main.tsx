import '@mantine/core/styles.css';
import './app/dashboard.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeQueryClient } from './api/query_client';
import { Elsewhere } from './app/Elsewhere';
import { makeRouter } from './app/router';
import { cssVariables, theme } from './app/theme';
import { readConfiguration, rightOrigin } from './config';
import { languageAtStart, startTexts } from './i18n';

async function start(): Promise<void> {
  const [configuration] = await Promise.all([readConfiguration(), startTexts(languageAtStart(location.search))]);
  const origin = rightOrigin(configuration, location.origin);
  const queries = makeQueryClient();
  const router = makeRouter(queries);
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no root');
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queries}>
          {origin ? <Elsewhere origin={origin} /> : <RouterProvider router={router} />}
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

start().catch(() => {
  // not even the texts could be fetched
  document.body.textContent =
    'Tracefunnel could not be loaded: reload the page. · 불러오지 못했습니다. 새로 고침하세요.';
});
